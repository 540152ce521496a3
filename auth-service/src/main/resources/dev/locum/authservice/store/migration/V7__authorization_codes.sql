-- The authorization code grant: who allowed what to whom, and what the code is bound to. Only its hash is kept.
CREATE TABLE authorization_code (
  hash TEXT NOT NULL PRIMARY KEY,
  client TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL,
  subject TEXT NOT NULL REFERENCES user_account (subject),
  generation BIGINT NOT NULL,
  -- The session that the user allowed; it starts when the code is redeemed.
  session TEXT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  scopes TEXT NOT NULL,
  audience TEXT,
  nonce TEXT,
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX authorization_code_expiry ON authorization_code (expires_at);

-- What the user allowed the client; the built-in client acts as the user.
ALTER TABLE login_session ADD COLUMN scopes TEXT NOT NULL DEFAULT 'WORK';

-- What a device asked for.
ALTER TABLE device_grant ADD COLUMN scopes TEXT NOT NULL DEFAULT 'WORK';
ALTER TABLE device_grant ADD COLUMN audience TEXT;
