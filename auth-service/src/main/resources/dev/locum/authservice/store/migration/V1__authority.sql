-- The authority's own tables, in the SQL that SQLite and PostgreSQL both speak.
-- Times are microseconds since 1970 (UTC); lists hold one name a line; lives are whole seconds.

CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE tenant (
  name TEXT NOT NULL PRIMARY KEY,
  disabled BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE workload (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  tenant TEXT REFERENCES tenant (name),
  disabled BOOLEAN NOT NULL,
  downstream TEXT,
  service_audiences TEXT NOT NULL,
  public_keys TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
-- A downstream's name is spoken for by one workload.
CREATE UNIQUE INDEX workload_downstream ON workload (downstream);

-- A certificate names one workload, so that nobody can be two.
CREATE TABLE workload_certificate (
  thumbprint TEXT NOT NULL PRIMARY KEY,
  workload TEXT NOT NULL REFERENCES workload (id)
);
CREATE INDEX workload_certificate_workload ON workload_certificate (workload);

-- Only the hash of a key is kept.
CREATE TABLE api_key (
  hash TEXT NOT NULL PRIMARY KEY,
  workload TEXT NOT NULL REFERENCES workload (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX api_key_workload ON api_key (workload);

-- One owner for each queue of a namespace.
CREATE TABLE task_queue (
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  tenant TEXT NOT NULL REFERENCES tenant (name),
  PRIMARY KEY (namespace, name)
);

-- The workers that serve a queue, all of its owner.
CREATE TABLE workload_queue (
  workload TEXT NOT NULL REFERENCES workload (id),
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (workload, namespace, name),
  FOREIGN KEY (namespace, name) REFERENCES task_queue (namespace, name)
);

CREATE TABLE tenant_role (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  name TEXT NOT NULL,
  routes TEXT NOT NULL,
  actions TEXT NOT NULL,
  manages_work BOOLEAN NOT NULL,
  PRIMARY KEY (tenant, name)
);

CREATE TABLE downstream (
  name TEXT NOT NULL PRIMARY KEY,
  actions TEXT NOT NULL,
  internal BOOLEAN NOT NULL,
  token_lifetime BIGINT NOT NULL
);

CREATE TABLE route (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  name TEXT NOT NULL,
  namespace TEXT NOT NULL,
  workflow_type TEXT NOT NULL,
  task_queues TEXT NOT NULL,
  actions TEXT NOT NULL,
  compensations TEXT NOT NULL,
  delegation_limit BIGINT NOT NULL,
  token_lifetime BIGINT NOT NULL,
  compensation_limit BIGINT NOT NULL,
  downstreams TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  PRIMARY KEY (tenant, name)
);

-- Private keys are sealed under the key-encryption key, which is not in the database.
CREATE TABLE signing_key (
  id TEXT NOT NULL PRIMARY KEY,
  algorithm TEXT NOT NULL,
  sealed_private_key TEXT NOT NULL,
  public_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  retires_at BIGINT
);

-- Ids that count once, by purpose and by whom; kept until they could not be accepted anyway.
CREATE TABLE single_use (
  purpose TEXT NOT NULL,
  owner TEXT NOT NULL,
  id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (purpose, owner, id)
);
CREATE INDEX single_use_expiry ON single_use (expires_at);

CREATE TABLE delegation (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  session TEXT NOT NULL,
  route TEXT NOT NULL,
  namespace TEXT NOT NULL,
  workflow_type TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  task_queues TEXT NOT NULL,
  actions TEXT NOT NULL,
  compensations TEXT NOT NULL,
  state TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  start_by BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  compensate_until BIGINT NOT NULL,
  compensation_limit BIGINT NOT NULL,
  token_lifetime BIGINT NOT NULL,
  requesting_workload TEXT NOT NULL,
  first_run_id TEXT,
  status_index BIGINT NOT NULL UNIQUE,
  end_reason TEXT NOT NULL,
  ended_at BIGINT,
  UNIQUE (namespace, workflow_id)
);
CREATE INDEX delegation_of_tenant ON delegation (tenant, status_index);
CREATE INDEX delegation_of_user ON delegation (tenant, subject, status_index);
CREATE INDEX delegation_in_state ON delegation (state, start_by);

-- Which delegation an idempotency key stands for now.
CREATE TABLE delegation_key (
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  delegation TEXT NOT NULL REFERENCES delegation (id),
  PRIMARY KEY (tenant, subject, idempotency_key)
);

-- A child workflow on a queue of its own, allowed by exchange. It lives and ends with its delegation.
CREATE TABLE delegation_child (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  workflow_id TEXT NOT NULL,
  workflow_type TEXT NOT NULL,
  task_queue TEXT NOT NULL,
  actions TEXT NOT NULL,
  first_run_id TEXT,
  PRIMARY KEY (delegation, workflow_id)
);

-- Runs that belong to a delegation: its chain, and its children's.
CREATE TABLE delegation_run (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  run_id TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (delegation, run_id)
);

-- Actions that were let through, in the order of their first use.
CREATE TABLE delegation_step (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  action TEXT NOT NULL,
  position BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (delegation, action)
);

-- Downstreams for which a delegation no longer counts, though it does for others.
CREATE TABLE delegation_withheld (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  downstream TEXT NOT NULL,
  PRIMARY KEY (delegation, downstream)
);

CREATE TABLE audit_event (
  position BIGINT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  time BIGINT NOT NULL,
  type TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  cached BOOLEAN NOT NULL,
  component TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  tenant TEXT NOT NULL,
  session TEXT NOT NULL,
  delegation TEXT NOT NULL,
  namespace TEXT NOT NULL,
  workflow_type TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  task_queue TEXT NOT NULL,
  activity_type TEXT NOT NULL,
  action TEXT NOT NULL,
  token_id TEXT NOT NULL,
  parent_token_id TEXT NOT NULL,
  audience TEXT NOT NULL,
  correlation_id TEXT NOT NULL
);
CREATE INDEX audit_event_of_tenant ON audit_event (tenant, position);
CREATE INDEX audit_event_of_delegation ON audit_event (delegation, position);
CREATE INDEX audit_event_of_workflow ON audit_event (workflow_id, position);
CREATE INDEX audit_event_of_session ON audit_event (session, position);
CREATE INDEX audit_event_of_correlation ON audit_event (correlation_id, position);
