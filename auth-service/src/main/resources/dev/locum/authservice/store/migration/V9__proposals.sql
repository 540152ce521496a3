-- Changes that wait for a second administrator; decided and expired ones are kept, as the trail is.
CREATE TABLE proposal (
  id TEXT NOT NULL PRIMARY KEY,
  method TEXT NOT NULL,
  message TEXT NOT NULL,
  summary TEXT NOT NULL,
  proposer TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  decision TEXT,
  decider TEXT
);
