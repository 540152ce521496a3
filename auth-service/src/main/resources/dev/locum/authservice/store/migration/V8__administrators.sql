-- What an operator may administer, one role a line; those that are there already keep everything.
ALTER TABLE workload ADD COLUMN administrator_roles TEXT NOT NULL DEFAULT '';
UPDATE workload SET administrator_roles = 'ADMINISTRATOR' WHERE kind = 'OPERATOR';
