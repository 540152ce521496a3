-- The nonce of each minute, the same at all replicas. No secret: whoever asks is given it.
CREATE TABLE proof_nonce (
  time_window BIGINT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
