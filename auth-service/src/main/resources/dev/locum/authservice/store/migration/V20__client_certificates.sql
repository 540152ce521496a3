-- Clients that prove themselves by registered certificates, one thumbprint a line, and whether their access
-- tokens are bound to the certificate of their connection.
ALTER TABLE oauth_client ADD COLUMN certificates TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_client ADD COLUMN bound_tokens BOOLEAN NOT NULL DEFAULT FALSE;

-- With which certificate alone a public client's refresh token counts (RFC 8705, 4). Unset: with any, or none.
ALTER TABLE refresh_token ADD COLUMN certificate TEXT;
