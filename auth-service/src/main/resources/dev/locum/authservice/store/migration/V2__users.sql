-- Users, their sessions, and the secrets of the login flows. Secrets are kept as hashes, each kind in its own table.
-- Times are microseconds since 1970 (UTC); lists hold one name a line.

CREATE TABLE user_account (
  subject TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenant (name),
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  password_hash TEXT,
  -- Rises when every session of the user shall end: a session counts only with the present value.
  session_generation BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (tenant, name)
);

-- A login through a client: what access tokens name as sid. All refresh tokens of one session are one family.
CREATE TABLE login_session (
  id TEXT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL REFERENCES user_account (subject),
  client TEXT NOT NULL,
  generation BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  end_reason TEXT NOT NULL
);
CREATE INDEX login_session_of_user ON login_session (subject);
CREATE INDEX login_session_expiry ON login_session (expires_at);

-- Used ones stay until the session is gone, so that using one again is noticed.
CREATE TABLE refresh_token (
  hash TEXT NOT NULL PRIMARY KEY,
  session TEXT NOT NULL REFERENCES login_session (id),
  issued_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX refresh_token_of_session ON refresh_token (session);

-- Access tokens revoked one by one, until they would have expired anyway.
CREATE TABLE revoked_access_token (
  token_id TEXT NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_access_token_expiry ON revoked_access_token (expires_at);

-- A login in a browser, named by a cookie. It allows devices and is not a session of tokens.
CREATE TABLE browser_session (
  hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL REFERENCES user_account (subject),
  generation BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX browser_session_expiry ON browser_session (expires_at);

-- The device flow (RFC 8628): what a device asked for and what the user said to it.
CREATE TABLE device_grant (
  hash TEXT NOT NULL PRIMARY KEY,
  user_code_hash TEXT NOT NULL UNIQUE,
  client TEXT NOT NULL,
  state TEXT NOT NULL,
  subject TEXT REFERENCES user_account (subject),
  generation BIGINT,
  -- The session that the user allowed; it starts when the device fetches its tokens.
  session TEXT,
  requested_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  interval_seconds BIGINT NOT NULL,
  polled_at BIGINT
);
CREATE INDEX device_grant_expiry ON device_grant (expires_at);
