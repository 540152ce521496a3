-- Where the tokens of a session may be used, if its user was asked for one place (RFC 8707); absent: where its scopes say.
ALTER TABLE login_session ADD COLUMN audience TEXT;
-- A client that may ask for less ends what it holds beyond that.
CREATE INDEX login_session_of_client ON login_session (client);

-- When the user who allowed the device typed their password, for the id token.
ALTER TABLE device_grant ADD COLUMN authenticated_at BIGINT;
