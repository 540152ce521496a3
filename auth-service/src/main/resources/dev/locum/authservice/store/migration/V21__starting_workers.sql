-- Workers that may start work of their tenant as well, as a starter may; none does unless it is said.
ALTER TABLE workload ADD COLUMN starts_work BOOLEAN NOT NULL DEFAULT FALSE;
