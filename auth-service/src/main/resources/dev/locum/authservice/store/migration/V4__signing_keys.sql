-- A scheduled key is published before it signs; a revoked one keeps its row, without its private half, until it would have retired.
ALTER TABLE signing_key ADD COLUMN activates_at BIGINT NOT NULL DEFAULT 0;
UPDATE signing_key SET activates_at = created_at;
ALTER TABLE signing_key ADD COLUMN revoked_at BIGINT;
