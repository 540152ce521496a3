-- To which key a refresh token is bound (RFC 9449, 5): its JWK thumbprint. Unset: to none.
ALTER TABLE refresh_token ADD COLUMN proof_key TEXT;
