-- Temporal namespaces as the gateway enforces them; one without a tenant is shared by tenants.
CREATE TABLE namespace (
  name TEXT NOT NULL PRIMARY KEY,
  tenant TEXT REFERENCES tenant (name),
  delegations TEXT NOT NULL,
  credentials TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- A SPIFFE id names one workload, as a certificate does.
CREATE TABLE workload_spiffe_id (
  spiffe_id TEXT NOT NULL PRIMARY KEY,
  workload TEXT NOT NULL REFERENCES workload (id)
);
CREATE INDEX workload_spiffe_id_workload ON workload_spiffe_id (workload);
