-- Registered OAuth clients: applications that users log in through. Lists hold one a line.
CREATE TABLE oauth_client (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  tenant TEXT REFERENCES tenant (name),
  method TEXT NOT NULL,
  public_keys TEXT NOT NULL,
  certificate_subject TEXT,
  redirect_uris TEXT NOT NULL,
  grants TEXT NOT NULL,
  scopes TEXT NOT NULL,
  first_party BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX oauth_client_of_tenant ON oauth_client (tenant);

-- Only the hash of a secret is kept; one that was replaced may count a while yet.
CREATE TABLE client_secret (
  hash TEXT NOT NULL PRIMARY KEY,
  client TEXT NOT NULL REFERENCES oauth_client (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT
);
CREATE INDEX client_secret_of_client ON client_secret (client);
