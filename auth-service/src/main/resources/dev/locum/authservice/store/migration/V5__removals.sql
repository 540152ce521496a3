-- Ids of workloads that were removed: nobody of another kind or tenant may take one, since tokens that name it may still be about.
CREATE TABLE removed_workload (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  tenant TEXT,
  removed_at BIGINT NOT NULL
);
