-- Whether tokens are bound to their sender; those that are there already are not.
ALTER TABLE downstream ADD COLUMN sender_constraint TEXT NOT NULL DEFAULT 'NONE';
ALTER TABLE route ADD COLUMN sender_constrained BOOLEAN NOT NULL DEFAULT FALSE;
