-- When a provider last said who a user is: what it said before counts no more.
ALTER TABLE external_user ADD COLUMN said_at BIGINT NOT NULL DEFAULT 0;
