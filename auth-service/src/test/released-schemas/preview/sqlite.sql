CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
)
--;
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
)
--;
CREATE TABLE tenant (
  name TEXT NOT NULL PRIMARY KEY,
  disabled BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
)
--;
CREATE TABLE workload (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  tenant TEXT REFERENCES tenant (name),
  disabled BOOLEAN NOT NULL,
  downstream TEXT,
  service_audiences TEXT NOT NULL,
  public_keys TEXT NOT NULL,
  created_at BIGINT NOT NULL
, administrator_roles TEXT NOT NULL DEFAULT '')
--;
CREATE TABLE workload_certificate (
  thumbprint TEXT NOT NULL PRIMARY KEY,
  workload TEXT NOT NULL REFERENCES workload (id)
)
--;
CREATE TABLE api_key (
  hash TEXT NOT NULL PRIMARY KEY,
  workload TEXT NOT NULL REFERENCES workload (id),
  created_at BIGINT NOT NULL
)
--;
CREATE TABLE task_queue (
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  tenant TEXT NOT NULL REFERENCES tenant (name),
  PRIMARY KEY (namespace, name)
)
--;
CREATE TABLE workload_queue (
  workload TEXT NOT NULL REFERENCES workload (id),
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (workload, namespace, name),
  FOREIGN KEY (namespace, name) REFERENCES task_queue (namespace, name)
)
--;
CREATE TABLE tenant_role (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  name TEXT NOT NULL,
  routes TEXT NOT NULL,
  actions TEXT NOT NULL,
  manages_work BOOLEAN NOT NULL,
  PRIMARY KEY (tenant, name)
)
--;
CREATE TABLE downstream (
  name TEXT NOT NULL PRIMARY KEY,
  actions TEXT NOT NULL,
  internal BOOLEAN NOT NULL,
  token_lifetime BIGINT NOT NULL
, sender_constraint TEXT NOT NULL DEFAULT 'NONE')
--;
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
  disabled BOOLEAN NOT NULL, sender_constrained BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (tenant, name)
)
--;
CREATE TABLE signing_key (
  id TEXT NOT NULL PRIMARY KEY,
  algorithm TEXT NOT NULL,
  sealed_private_key TEXT NOT NULL,
  public_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  retires_at BIGINT
, activates_at BIGINT NOT NULL DEFAULT 0, revoked_at BIGINT)
--;
CREATE TABLE single_use (
  purpose TEXT NOT NULL,
  owner TEXT NOT NULL,
  id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (purpose, owner, id)
)
--;
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
)
--;
CREATE TABLE delegation_key (
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  delegation TEXT NOT NULL REFERENCES delegation (id),
  PRIMARY KEY (tenant, subject, idempotency_key)
)
--;
CREATE TABLE delegation_child (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  workflow_id TEXT NOT NULL,
  workflow_type TEXT NOT NULL,
  task_queue TEXT NOT NULL,
  actions TEXT NOT NULL,
  first_run_id TEXT,
  PRIMARY KEY (delegation, workflow_id)
)
--;
CREATE TABLE delegation_run (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  run_id TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (delegation, run_id)
)
--;
CREATE TABLE delegation_step (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  action TEXT NOT NULL,
  position BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (delegation, action)
)
--;
CREATE TABLE delegation_withheld (
  delegation TEXT NOT NULL REFERENCES delegation (id),
  downstream TEXT NOT NULL,
  PRIMARY KEY (delegation, downstream)
)
--;
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
)
--;
CREATE TABLE user_account (
  subject TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenant (name),
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  password_hash TEXT,
  -- Rises when every session of the user shall end: a session counts only with the present value.
  session_generation BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (tenant, name)
)
--;
CREATE TABLE login_session (
  id TEXT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL REFERENCES user_account (subject),
  client TEXT NOT NULL,
  generation BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  end_reason TEXT NOT NULL
, scopes TEXT NOT NULL DEFAULT 'WORK', audience TEXT)
--;
CREATE TABLE refresh_token (
  hash TEXT NOT NULL PRIMARY KEY,
  session TEXT NOT NULL REFERENCES login_session (id),
  issued_at BIGINT NOT NULL,
  used_at BIGINT
, proof_key TEXT, certificate TEXT)
--;
CREATE TABLE revoked_access_token (
  token_id TEXT NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
)
--;
CREATE TABLE browser_session (
  hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL REFERENCES user_account (subject),
  generation BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
)
--;
CREATE TABLE device_grant (
  hash TEXT NOT NULL PRIMARY KEY,
  user_code_hash TEXT NOT NULL UNIQUE,
  client TEXT NOT NULL,
  state TEXT NOT NULL,
  subject TEXT REFERENCES user_account (subject),
  generation BIGINT,
  -- The session that the user allowed; it starts when the device fetches its tokens.
  session TEXT,
  requested_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  interval_seconds BIGINT NOT NULL,
  polled_at BIGINT
, scopes TEXT NOT NULL DEFAULT 'WORK', audience TEXT, authenticated_at BIGINT)
--;
CREATE TABLE namespace (
  name TEXT NOT NULL PRIMARY KEY,
  tenant TEXT REFERENCES tenant (name),
  delegations TEXT NOT NULL,
  credentials TEXT NOT NULL,
  created_at BIGINT NOT NULL
)
--;
CREATE TABLE workload_spiffe_id (
  spiffe_id TEXT NOT NULL PRIMARY KEY,
  workload TEXT NOT NULL REFERENCES workload (id)
)
--;
CREATE TABLE removed_workload (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  tenant TEXT,
  removed_at BIGINT NOT NULL
)
--;
CREATE TABLE oauth_client (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  tenant TEXT REFERENCES tenant (name),
  method TEXT NOT NULL,
  public_keys TEXT NOT NULL,
  certificate_subject TEXT,
  redirect_uris TEXT NOT NULL,
  grants TEXT NOT NULL,
  scopes TEXT NOT NULL,
  first_party BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
, post_logout_redirect_uris TEXT NOT NULL DEFAULT '', certificates TEXT NOT NULL DEFAULT '', bound_tokens BOOLEAN NOT NULL DEFAULT FALSE)
--;
CREATE TABLE client_secret (
  hash TEXT NOT NULL PRIMARY KEY,
  client TEXT NOT NULL REFERENCES oauth_client (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT
)
--;
CREATE TABLE authorization_code (
  hash TEXT NOT NULL PRIMARY KEY,
  client TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL,
  subject TEXT NOT NULL REFERENCES user_account (subject),
  generation BIGINT NOT NULL,
  -- The session that the user allowed; it starts when the code is redeemed.
  session TEXT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  scopes TEXT NOT NULL,
  audience TEXT,
  nonce TEXT,
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
)
--;
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
, state TEXT NOT NULL DEFAULT '')
--;
CREATE TABLE external_user (
  issuer TEXT NOT NULL,
  external_subject TEXT NOT NULL,
  subject TEXT NOT NULL UNIQUE REFERENCES user_account (subject),
  created_at BIGINT NOT NULL, said_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (issuer, external_subject)
)
--;
CREATE TABLE proof_nonce (
  time_window BIGINT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
)
--;
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success")
--;
CREATE UNIQUE INDEX workload_downstream ON workload (downstream)
--;
CREATE INDEX workload_certificate_workload ON workload_certificate (workload)
--;
CREATE INDEX api_key_workload ON api_key (workload)
--;
CREATE INDEX single_use_expiry ON single_use (expires_at)
--;
CREATE INDEX delegation_of_tenant ON delegation (tenant, status_index)
--;
CREATE INDEX delegation_of_user ON delegation (tenant, subject, status_index)
--;
CREATE INDEX delegation_in_state ON delegation (state, start_by)
--;
CREATE INDEX audit_event_of_tenant ON audit_event (tenant, position)
--;
CREATE INDEX audit_event_of_delegation ON audit_event (delegation, position)
--;
CREATE INDEX audit_event_of_workflow ON audit_event (workflow_id, position)
--;
CREATE INDEX audit_event_of_session ON audit_event (session, position)
--;
CREATE INDEX audit_event_of_correlation ON audit_event (correlation_id, position)
--;
CREATE INDEX login_session_of_user ON login_session (subject)
--;
CREATE INDEX login_session_expiry ON login_session (expires_at)
--;
CREATE INDEX refresh_token_of_session ON refresh_token (session)
--;
CREATE INDEX revoked_access_token_expiry ON revoked_access_token (expires_at)
--;
CREATE INDEX browser_session_expiry ON browser_session (expires_at)
--;
CREATE INDEX device_grant_expiry ON device_grant (expires_at)
--;
CREATE INDEX workload_spiffe_id_workload ON workload_spiffe_id (workload)
--;
CREATE INDEX oauth_client_of_tenant ON oauth_client (tenant)
--;
CREATE INDEX client_secret_of_client ON client_secret (client)
--;
CREATE INDEX authorization_code_expiry ON authorization_code (expires_at)
--;
CREATE INDEX login_session_of_client ON login_session (client)
--;
INSERT INTO "audit_event" VALUES (1, '01a2076b-4400-730a-a557-ec4875885889', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'user created: ada', 0, 'auth-service', 'operator', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 'alice', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator')
--;
INSERT INTO "audit_event" VALUES (2, '01a2076b-4400-730b-9bec-094de5814f6a', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'password set: ada', 0, 'auth-service', 'operator', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 'alice', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator')
--;
INSERT INTO "audit_event" VALUES (3, '01a2076b-4400-730c-ab1b-c3d647dfb1a5', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'user created: ben', 0, 'auth-service', 'operator', 'u-afcc3d00-949d-4b1c-9eaf-5a4a1ea410dd', 'bob', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator')
--;
INSERT INTO "audit_event" VALUES (4, '01a2076b-4400-730d-9efa-f295d15ee812', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'password set: ben', 0, 'auth-service', 'operator', 'u-afcc3d00-949d-4b1c-9eaf-5a4a1ea410dd', 'bob', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator')
--;
INSERT INTO "audit_event" VALUES (5, '01a2076b-4400-77e9-9907-904558c2e3c3', 1795420800000000, 'LOGIN', 'ALLOWED', '', 'password, in a browser', 0, 'auth-service', '', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 'alice', '64b88347-c031-4484-90f6-3bdb06116f92', '', '', '', '', '', '', '', '', '', '', '', 'corr-login')
--;
INSERT INTO "audit_event" VALUES (6, '01a2076b-4400-77ea-9470-b49b1fea3cfc', 1795420800000000, 'LOGIN', 'ALLOWED', '', 'device flow of locum-cli in browser login 64b88347-c031-4484-90f6-3bdb06116f92', 0, 'auth-service', '', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 'alice', '721a524a-b4b1-475e-b61b-33556612a727', '', '', '', '', '', '', '', '', '', '', '', 'corr-decide')
--;
INSERT INTO "audit_event" VALUES (7, '01a2076b-4400-77eb-abf5-f93ad44c7bd6', 1795420800000000, 'ACCESS_TOKEN_ISSUED', 'ALLOWED', '', '', 0, 'auth-service', '', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 'alice', '721a524a-b4b1-475e-b61b-33556612a727', '', '', '', '', '', '', '', '', '77871404-ca31-49eb-b37b-74db31671cff', '', 'locum-trigger', 'corr-cli')
--;
INSERT INTO "browser_session" VALUES ('mw4shf9b-tWlyDO0uN22TI_kHjXbvz7wQR_eJRpUmJ0', '64b88347-c031-4484-90f6-3bdb06116f92', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 1, 1795420800000000, 1795421700000000)
--;
INSERT INTO "counter" VALUES ('state', 7)
--;
INSERT INTO "counter" VALUES ('audit', 7)
--;
INSERT INTO "device_grant" VALUES ('JXA_RrgtoC8VtKW8lJZw8guXsJXzOCbQfIgPiNcfrlA', 'ZIVhOHcgPPEawErMTGxbfSzJw1JYEKFPEuDQ-r_Mc3E', 'locum-cli', 'REDEEMED', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 1, '721a524a-b4b1-475e-b61b-33556612a727', 1795420800000000, 1795421400000000, 5, NULL, 'WORK', NULL, 1795420800000000)
--;
INSERT INTO "flyway_schema_history" VALUES (1, '1', 'authority', 'SQL', 'V1__authority.sql', -1118608059, '', '2026-11-30 07:14:55.982', 5, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (2, '2', 'users', 'SQL', 'V2__users.sql', -313404622, '', '2026-11-30 07:14:55.995', 1, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (3, '3', 'namespaces', 'SQL', 'V3__namespaces.sql', 241575324, '', '2026-11-30 07:14:56.000', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (4, '4', 'signing keys', 'SQL', 'V4__signing_keys.sql', -771590452, '', '2026-11-30 07:14:56.008', 2, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (5, '5', 'removals', 'SQL', 'V5__removals.sql', 1490154301, '', '2026-11-30 07:14:56.012', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (6, '6', 'clients', 'SQL', 'V6__clients.sql', 318492711, '', '2026-11-30 07:14:56.015', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (7, '7', 'authorization codes', 'SQL', 'V7__authorization_codes.sql', 797941525, '', '2026-11-30 07:14:56.020', 1, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (8, '8', 'administrators', 'SQL', 'V8__administrators.sql', -1915326326, '', '2026-11-30 07:14:56.023', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (9, '9', 'proposals', 'SQL', 'V9__proposals.sql', 551441334, '', '2026-11-30 07:14:56.026', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (10, '10', 'granted audiences', 'SQL', 'V10__granted_audiences.sql', 1583906975, '', '2026-11-30 07:14:56.030', 1, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (11, '11', 'proposal states', 'SQL', 'V11__proposal_states.sql', -84851866, '', '2026-11-30 07:14:56.033', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (12, '12', 'sender constraints', 'SQL', 'V12__sender_constraints.sql', 613651733, '', '2026-11-30 07:14:56.036', 1, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (13, '13', 'external users', 'SQL', 'V13__external_users.sql', -898538571, '', '2026-11-30 07:14:56.039', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (14, '14', 'proof nonces', 'SQL', 'V14__proof_nonces.sql', 389635856, '', '2026-11-30 07:14:56.041', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (15, '17', 'bound sessions', 'SQL', 'V17__bound_sessions.sql', 1064923332, '', '2026-11-30 07:14:56.044', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (16, '18', 'external words', 'SQL', 'V18__external_words.sql', -2007103094, '', '2026-11-30 07:14:56.046', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (17, '19', 'logout uris', 'SQL', 'V19__logout_uris.sql', -604330802, '', '2026-11-30 07:14:56.049', 0, 1)
--;
INSERT INTO "flyway_schema_history" VALUES (18, '20', 'client certificates', 'SQL', 'V20__client_certificates.sql', -157452112, '', '2026-11-30 07:14:56.052', 1, 1)
--;
INSERT INTO "login_session" VALUES ('721a524a-b4b1-475e-b61b-33556612a727', 'u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 'locum-cli', 1, 1795420800000000, 1795464000000000, NULL, '', 'WORK', NULL)
--;
INSERT INTO "refresh_token" VALUES ('r8n-xEgDug1K-yX3RRLfZcBzJeGTmZTsRonapT9fOEs', '721a524a-b4b1-475e-b61b-33556612a727', 1795420800000000, NULL, NULL, NULL)
--;
INSERT INTO "tenant" VALUES ('alice', 0, 1795420800000000)
--;
INSERT INTO "tenant" VALUES ('bob', 0, 1795420800000000)
--;
INSERT INTO "user_account" VALUES ('u-7b32dd7f-02ea-47a7-a981-227eaca910c0', 'alice', 'ada', 'rider', 0, '$argon2id$v=19$m=19456,t=2,p=1$HuagDf0cQp9AdULIVessGw$+JN7Zw5AYxqRm3+s57bDoEb9PhHmqw2C46j8Mk/6US8', 1, 1795420800000000)
--;
INSERT INTO "user_account" VALUES ('u-afcc3d00-949d-4b1c-9eaf-5a4a1ea410dd', 'bob', 'ben', 'rider', 0, '$argon2id$v=19$m=19456,t=2,p=1$Kt7sFTkiBSB1qRsi66bMYA$IyImC9j0csIvN2TQ7wfCs5YTbyP3rOHf0Izq3w63Fns', 1, 1795420800000000)
