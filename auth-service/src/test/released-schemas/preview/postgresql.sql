SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.api_key (
    hash text NOT NULL,
    workload text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.audit_event (
    "position" bigint NOT NULL,
    id text NOT NULL,
    "time" bigint NOT NULL,
    type text NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    cached boolean NOT NULL,
    component text NOT NULL,
    actor text NOT NULL,
    subject text NOT NULL,
    tenant text NOT NULL,
    session text NOT NULL,
    delegation text NOT NULL,
    namespace text NOT NULL,
    workflow_type text NOT NULL,
    workflow_id text NOT NULL,
    run_id text NOT NULL,
    task_queue text NOT NULL,
    activity_type text NOT NULL,
    action text NOT NULL,
    token_id text NOT NULL,
    parent_token_id text NOT NULL,
    audience text NOT NULL,
    correlation_id text NOT NULL
);
CREATE TABLE public.authorization_code (
    hash text NOT NULL,
    client text NOT NULL,
    redirect_uri text NOT NULL,
    challenge text NOT NULL,
    subject text NOT NULL,
    generation bigint NOT NULL,
    session text NOT NULL,
    authenticated_at bigint NOT NULL,
    scopes text NOT NULL,
    audience text,
    nonce text,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE TABLE public.browser_session (
    hash text NOT NULL,
    id text NOT NULL,
    subject text NOT NULL,
    generation bigint NOT NULL,
    started_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.client_secret (
    hash text NOT NULL,
    client text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint
);
CREATE TABLE public.counter (
    name text NOT NULL,
    value bigint NOT NULL
);
CREATE TABLE public.delegation (
    id text NOT NULL,
    tenant text NOT NULL,
    subject text NOT NULL,
    session text NOT NULL,
    route text NOT NULL,
    namespace text NOT NULL,
    workflow_type text NOT NULL,
    workflow_id text NOT NULL,
    task_queues text NOT NULL,
    actions text NOT NULL,
    compensations text NOT NULL,
    state text NOT NULL,
    issued_at bigint NOT NULL,
    start_by bigint NOT NULL,
    expires_at bigint NOT NULL,
    compensate_until bigint NOT NULL,
    compensation_limit bigint NOT NULL,
    token_lifetime bigint NOT NULL,
    requesting_workload text NOT NULL,
    first_run_id text,
    status_index bigint NOT NULL,
    end_reason text NOT NULL,
    ended_at bigint
);
CREATE TABLE public.delegation_child (
    delegation text NOT NULL,
    workflow_id text NOT NULL,
    workflow_type text NOT NULL,
    task_queue text NOT NULL,
    actions text NOT NULL,
    first_run_id text
);
CREATE TABLE public.delegation_key (
    tenant text NOT NULL,
    subject text NOT NULL,
    idempotency_key text NOT NULL,
    request_digest text NOT NULL,
    delegation text NOT NULL
);
CREATE TABLE public.delegation_run (
    delegation text NOT NULL,
    run_id text NOT NULL,
    workflow_id text NOT NULL,
    recorded_at bigint NOT NULL
);
CREATE TABLE public.delegation_step (
    delegation text NOT NULL,
    action text NOT NULL,
    "position" bigint NOT NULL,
    recorded_at bigint NOT NULL
);
CREATE TABLE public.delegation_withheld (
    delegation text NOT NULL,
    downstream text NOT NULL
);
CREATE TABLE public.device_grant (
    hash text NOT NULL,
    user_code_hash text NOT NULL,
    client text NOT NULL,
    state text NOT NULL,
    subject text,
    generation bigint,
    session text,
    requested_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    interval_seconds bigint NOT NULL,
    polled_at bigint,
    scopes text DEFAULT 'WORK'::text NOT NULL,
    audience text,
    authenticated_at bigint
);
CREATE TABLE public.downstream (
    name text NOT NULL,
    actions text NOT NULL,
    internal boolean NOT NULL,
    token_lifetime bigint NOT NULL,
    sender_constraint text DEFAULT 'NONE'::text NOT NULL
);
CREATE TABLE public.external_user (
    issuer text NOT NULL,
    external_subject text NOT NULL,
    subject text NOT NULL,
    created_at bigint NOT NULL,
    said_at bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.flyway_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);
CREATE TABLE public.login_session (
    id text NOT NULL,
    subject text NOT NULL,
    client text NOT NULL,
    generation bigint NOT NULL,
    started_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint,
    end_reason text NOT NULL,
    scopes text DEFAULT 'WORK'::text NOT NULL,
    audience text
);
CREATE TABLE public.namespace (
    name text NOT NULL,
    tenant text,
    delegations text NOT NULL,
    credentials text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.oauth_client (
    id text NOT NULL,
    name text NOT NULL,
    tenant text,
    method text NOT NULL,
    public_keys text NOT NULL,
    certificate_subject text,
    redirect_uris text NOT NULL,
    grants text NOT NULL,
    scopes text NOT NULL,
    first_party boolean NOT NULL,
    created_at bigint NOT NULL,
    post_logout_redirect_uris text DEFAULT ''::text NOT NULL,
    certificates text DEFAULT ''::text NOT NULL,
    bound_tokens boolean DEFAULT false NOT NULL
);
CREATE TABLE public.proof_nonce (
    time_window bigint NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.proposal (
    id text NOT NULL,
    method text NOT NULL,
    message text NOT NULL,
    summary text NOT NULL,
    proposer text NOT NULL,
    proposed_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    decision text,
    decider text,
    state text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.refresh_token (
    hash text NOT NULL,
    session text NOT NULL,
    issued_at bigint NOT NULL,
    used_at bigint,
    proof_key text,
    certificate text
);
CREATE TABLE public.removed_workload (
    id text NOT NULL,
    kind text NOT NULL,
    tenant text,
    removed_at bigint NOT NULL
);
CREATE TABLE public.revoked_access_token (
    token_id text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.route (
    tenant text NOT NULL,
    name text NOT NULL,
    namespace text NOT NULL,
    workflow_type text NOT NULL,
    task_queues text NOT NULL,
    actions text NOT NULL,
    compensations text NOT NULL,
    delegation_limit bigint NOT NULL,
    token_lifetime bigint NOT NULL,
    compensation_limit bigint NOT NULL,
    downstreams text NOT NULL,
    disabled boolean NOT NULL,
    sender_constrained boolean DEFAULT false NOT NULL
);
CREATE TABLE public.signing_key (
    id text NOT NULL,
    algorithm text NOT NULL,
    sealed_private_key text NOT NULL,
    public_key text NOT NULL,
    created_at bigint NOT NULL,
    retires_at bigint,
    activates_at bigint DEFAULT 0 NOT NULL,
    revoked_at bigint
);
CREATE TABLE public.single_use (
    purpose text NOT NULL,
    owner text NOT NULL,
    id text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.task_queue (
    namespace text NOT NULL,
    name text NOT NULL,
    tenant text NOT NULL
);
CREATE TABLE public.tenant (
    name text NOT NULL,
    disabled boolean NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.tenant_role (
    tenant text NOT NULL,
    name text NOT NULL,
    routes text NOT NULL,
    actions text NOT NULL,
    manages_work boolean NOT NULL
);
CREATE TABLE public.user_account (
    subject text NOT NULL,
    tenant text NOT NULL,
    name text NOT NULL,
    roles text NOT NULL,
    disabled boolean NOT NULL,
    password_hash text,
    session_generation bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.workload (
    id text NOT NULL,
    kind text NOT NULL,
    tenant text,
    disabled boolean NOT NULL,
    downstream text,
    service_audiences text NOT NULL,
    public_keys text NOT NULL,
    created_at bigint NOT NULL,
    administrator_roles text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.workload_certificate (
    thumbprint text NOT NULL,
    workload text NOT NULL
);
CREATE TABLE public.workload_queue (
    workload text NOT NULL,
    namespace text NOT NULL,
    name text NOT NULL
);
CREATE TABLE public.workload_spiffe_id (
    spiffe_id text NOT NULL,
    workload text NOT NULL
);
INSERT INTO public.audit_event VALUES (1, '01a2076b-4400-72b5-8ff0-9542206e287f', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'user created: ada', false, 'auth-service', 'operator', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 'alice', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator');
INSERT INTO public.audit_event VALUES (2, '01a2076b-4400-72b6-a556-6c62c7f32b39', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'password set: ada', false, 'auth-service', 'operator', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 'alice', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator');
INSERT INTO public.audit_event VALUES (3, '01a2076b-4400-72b7-a487-1112d7ee7d46', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'user created: ben', false, 'auth-service', 'operator', 'u-953626b8-bd8a-409b-9834-3ca2e8f1ed64', 'bob', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator');
INSERT INTO public.audit_event VALUES (4, '01a2076b-4400-72b8-a389-4e1e39ee99ee', 1795420800000000, 'ADMINISTERED', 'ALLOWED', '', 'password set: ben', false, 'auth-service', 'operator', 'u-953626b8-bd8a-409b-9834-3ca2e8f1ed64', 'bob', '', '', '', '', '', '', '', '', '', '', '', '', 'corr-operator');
INSERT INTO public.audit_event VALUES (5, '01a2076b-4400-7227-8282-d0d09298a5bd', 1795420800000000, 'LOGIN', 'ALLOWED', '', 'password, in a browser', false, 'auth-service', '', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 'alice', 'dd25d6bf-4a57-4400-987c-4095cc8ea18e', '', '', '', '', '', '', '', '', '', '', '', 'corr-login');
INSERT INTO public.audit_event VALUES (6, '01a2076b-4400-7228-ad62-bb750de5d28b', 1795420800000000, 'LOGIN', 'ALLOWED', '', 'device flow of locum-cli in browser login dd25d6bf-4a57-4400-987c-4095cc8ea18e', false, 'auth-service', '', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 'alice', 'd5f379c4-5e03-487c-8515-b5af06963fb0', '', '', '', '', '', '', '', '', '', '', '', 'corr-decide');
INSERT INTO public.audit_event VALUES (7, '01a2076b-4400-7229-887c-a3303efa8ca5', 1795420800000000, 'ACCESS_TOKEN_ISSUED', 'ALLOWED', '', '', false, 'auth-service', '', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 'alice', 'd5f379c4-5e03-487c-8515-b5af06963fb0', '', '', '', '', '', '', '', '', '338dad75-b262-413f-9fd5-87fccd1c2c54', '', 'locum-trigger', 'corr-cli');
INSERT INTO public.browser_session VALUES ('jh_wAoPsN_YK3vRRxuKXEQSlTFdazfvHWJ_319PGm2M', 'dd25d6bf-4a57-4400-987c-4095cc8ea18e', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 1, 1795420800000000, 1795421700000000);
INSERT INTO public.counter VALUES ('audit', 7);
INSERT INTO public.counter VALUES ('state', 7);
INSERT INTO public.device_grant VALUES ('qWpEmP9g2_w7rnjHrtRRnuLn-xWswFUvSjm9CItMCPg', 'Jq3uuyaDCsgLLfCxM6h8-9wMLotcfB1ZILDeWs4F7VE', 'locum-cli', 'REDEEMED', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 1, 'd5f379c4-5e03-487c-8515-b5af06963fb0', 1795420800000000, 1795421400000000, 5, NULL, 'WORK', NULL, 1795420800000000);
INSERT INTO public.flyway_schema_history VALUES (1, '1', 'authority', 'SQL', 'V1__authority.sql', -1118608059, 'fixture', '2026-11-30 07:14:57.085742', 34, true);
INSERT INTO public.flyway_schema_history VALUES (2, '2', 'users', 'SQL', 'V2__users.sql', -313404622, 'fixture', '2026-11-30 07:14:57.132509', 10, true);
INSERT INTO public.flyway_schema_history VALUES (3, '3', 'namespaces', 'SQL', 'V3__namespaces.sql', 241575324, 'fixture', '2026-11-30 07:14:57.149365', 4, true);
INSERT INTO public.flyway_schema_history VALUES (4, '4', 'signing keys', 'SQL', 'V4__signing_keys.sql', -771590452, 'fixture', '2026-11-30 07:14:57.15825', 2, true);
INSERT INTO public.flyway_schema_history VALUES (5, '5', 'removals', 'SQL', 'V5__removals.sql', 1490154301, 'fixture', '2026-11-30 07:14:57.164705', 2, true);
INSERT INTO public.flyway_schema_history VALUES (6, '6', 'clients', 'SQL', 'V6__clients.sql', 318492711, 'fixture', '2026-11-30 07:14:57.17043', 4, true);
INSERT INTO public.flyway_schema_history VALUES (7, '7', 'authorization codes', 'SQL', 'V7__authorization_codes.sql', 797941525, 'fixture', '2026-11-30 07:14:57.178758', 3, true);
INSERT INTO public.flyway_schema_history VALUES (8, '8', 'administrators', 'SQL', 'V8__administrators.sql', -1915326326, 'fixture', '2026-11-30 07:14:57.18557', 1, true);
INSERT INTO public.flyway_schema_history VALUES (9, '9', 'proposals', 'SQL', 'V9__proposals.sql', 551441334, 'fixture', '2026-11-30 07:14:57.190306', 2, true);
INSERT INTO public.flyway_schema_history VALUES (10, '10', 'granted audiences', 'SQL', 'V10__granted_audiences.sql', 1583906975, 'fixture', '2026-11-30 07:14:57.195738', 2, true);
INSERT INTO public.flyway_schema_history VALUES (11, '11', 'proposal states', 'SQL', 'V11__proposal_states.sql', -84851866, 'fixture', '2026-11-30 07:14:57.201272', 1, true);
INSERT INTO public.flyway_schema_history VALUES (12, '12', 'sender constraints', 'SQL', 'V12__sender_constraints.sql', 613651733, 'fixture', '2026-11-30 07:14:57.205771', 1, true);
INSERT INTO public.flyway_schema_history VALUES (13, '13', 'external users', 'SQL', 'V13__external_users.sql', -898538571, 'fixture', '2026-11-30 07:14:57.210838', 2, true);
INSERT INTO public.flyway_schema_history VALUES (14, '14', 'proof nonces', 'SQL', 'V14__proof_nonces.sql', 389635856, 'fixture', '2026-11-30 07:14:57.217523', 2, true);
INSERT INTO public.flyway_schema_history VALUES (15, '17', 'bound sessions', 'SQL', 'V17__bound_sessions.sql', 1064923332, 'fixture', '2026-11-30 07:14:57.223613', 1, true);
INSERT INTO public.flyway_schema_history VALUES (16, '18', 'external words', 'SQL', 'V18__external_words.sql', -2007103094, 'fixture', '2026-11-30 07:14:57.228043', 1, true);
INSERT INTO public.flyway_schema_history VALUES (17, '19', 'logout uris', 'SQL', 'V19__logout_uris.sql', -604330802, 'fixture', '2026-11-30 07:14:57.232098', 1, true);
INSERT INTO public.flyway_schema_history VALUES (18, '20', 'client certificates', 'SQL', 'V20__client_certificates.sql', -157452112, 'fixture', '2026-11-30 07:14:57.235917', 1, true);
INSERT INTO public.login_session VALUES ('d5f379c4-5e03-487c-8515-b5af06963fb0', 'u-5734e055-4d68-4523-8a0a-9be59f35b440', 'locum-cli', 1, 1795420800000000, 1795464000000000, NULL, '', 'WORK', NULL);
INSERT INTO public.refresh_token VALUES ('6sKaoidQhInAJguVfVUTlGqN0SpEExF1po6vUz_ksrg', 'd5f379c4-5e03-487c-8515-b5af06963fb0', 1795420800000000, NULL, NULL, NULL);
INSERT INTO public.tenant VALUES ('alice', false, 1795420800000000);
INSERT INTO public.tenant VALUES ('bob', false, 1795420800000000);
INSERT INTO public.user_account VALUES ('u-5734e055-4d68-4523-8a0a-9be59f35b440', 'alice', 'ada', 'rider', false, '$argon2id$v=19$m=19456,t=2,p=1$JhiefCBoFYwaOw8P19UZxA$Amjfu8+vfxSD6SxKSM3p5cdY+/9ca4Qmk/ODSEOk5ko', 1, 1795420800000000);
INSERT INTO public.user_account VALUES ('u-953626b8-bd8a-409b-9834-3ca2e8f1ed64', 'bob', 'ben', 'rider', false, '$argon2id$v=19$m=19456,t=2,p=1$30uJ117zOfSZ/GvetBhj8g$VE28TmmKkQpu1FxINt2IP6JQK8P1QxbpnIYhroEs9mU', 1, 1795420800000000);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_id_key UNIQUE (id);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT browser_session_id_key UNIQUE (id);
ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT browser_session_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.client_secret
    ADD CONSTRAINT client_secret_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.delegation_child
    ADD CONSTRAINT delegation_child_pkey PRIMARY KEY (delegation, workflow_id);
ALTER TABLE ONLY public.delegation_key
    ADD CONSTRAINT delegation_key_pkey PRIMARY KEY (tenant, subject, idempotency_key);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT delegation_namespace_workflow_id_key UNIQUE (namespace, workflow_id);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT delegation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.delegation_run
    ADD CONSTRAINT delegation_run_pkey PRIMARY KEY (delegation, run_id);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT delegation_status_index_key UNIQUE (status_index);
ALTER TABLE ONLY public.delegation_step
    ADD CONSTRAINT delegation_step_pkey PRIMARY KEY (delegation, action);
ALTER TABLE ONLY public.delegation_withheld
    ADD CONSTRAINT delegation_withheld_pkey PRIMARY KEY (delegation, downstream);
ALTER TABLE ONLY public.device_grant
    ADD CONSTRAINT device_grant_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.device_grant
    ADD CONSTRAINT device_grant_user_code_hash_key UNIQUE (user_code_hash);
ALTER TABLE ONLY public.downstream
    ADD CONSTRAINT downstream_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.external_user
    ADD CONSTRAINT external_user_pkey PRIMARY KEY (issuer, external_subject);
ALTER TABLE ONLY public.external_user
    ADD CONSTRAINT external_user_subject_key UNIQUE (subject);
ALTER TABLE ONLY public.flyway_schema_history
    ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);
ALTER TABLE ONLY public.login_session
    ADD CONSTRAINT login_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.namespace
    ADD CONSTRAINT namespace_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.oauth_client
    ADD CONSTRAINT oauth_client_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.proof_nonce
    ADD CONSTRAINT proof_nonce_pkey PRIMARY KEY (time_window);
ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.removed_workload
    ADD CONSTRAINT removed_workload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.revoked_access_token
    ADD CONSTRAINT revoked_access_token_pkey PRIMARY KEY (token_id);
ALTER TABLE ONLY public.route
    ADD CONSTRAINT route_pkey PRIMARY KEY (tenant, name);
ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.single_use
    ADD CONSTRAINT single_use_pkey PRIMARY KEY (purpose, owner, id);
ALTER TABLE ONLY public.task_queue
    ADD CONSTRAINT task_queue_pkey PRIMARY KEY (namespace, name);
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.tenant_role
    ADD CONSTRAINT tenant_role_pkey PRIMARY KEY (tenant, name);
ALTER TABLE ONLY public.user_account
    ADD CONSTRAINT user_account_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY public.user_account
    ADD CONSTRAINT user_account_tenant_name_key UNIQUE (tenant, name);
ALTER TABLE ONLY public.workload_certificate
    ADD CONSTRAINT workload_certificate_pkey PRIMARY KEY (thumbprint);
ALTER TABLE ONLY public.workload
    ADD CONSTRAINT workload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.workload_queue
    ADD CONSTRAINT workload_queue_pkey PRIMARY KEY (workload, namespace, name);
ALTER TABLE ONLY public.workload_spiffe_id
    ADD CONSTRAINT workload_spiffe_id_pkey PRIMARY KEY (spiffe_id);
CREATE INDEX api_key_workload ON public.api_key USING btree (workload);
CREATE INDEX audit_event_of_correlation ON public.audit_event USING btree (correlation_id, "position");
CREATE INDEX audit_event_of_delegation ON public.audit_event USING btree (delegation, "position");
CREATE INDEX audit_event_of_session ON public.audit_event USING btree (session, "position");
CREATE INDEX audit_event_of_tenant ON public.audit_event USING btree (tenant, "position");
CREATE INDEX audit_event_of_workflow ON public.audit_event USING btree (workflow_id, "position");
CREATE INDEX authorization_code_expiry ON public.authorization_code USING btree (expires_at);
CREATE INDEX browser_session_expiry ON public.browser_session USING btree (expires_at);
CREATE INDEX client_secret_of_client ON public.client_secret USING btree (client);
CREATE INDEX delegation_in_state ON public.delegation USING btree (state, start_by);
CREATE INDEX delegation_of_tenant ON public.delegation USING btree (tenant, status_index);
CREATE INDEX delegation_of_user ON public.delegation USING btree (tenant, subject, status_index);
CREATE INDEX device_grant_expiry ON public.device_grant USING btree (expires_at);
CREATE INDEX flyway_schema_history_s_idx ON public.flyway_schema_history USING btree (success);
CREATE INDEX login_session_expiry ON public.login_session USING btree (expires_at);
CREATE INDEX login_session_of_client ON public.login_session USING btree (client);
CREATE INDEX login_session_of_user ON public.login_session USING btree (subject);
CREATE INDEX oauth_client_of_tenant ON public.oauth_client USING btree (tenant);
CREATE INDEX refresh_token_of_session ON public.refresh_token USING btree (session);
CREATE INDEX revoked_access_token_expiry ON public.revoked_access_token USING btree (expires_at);
CREATE INDEX single_use_expiry ON public.single_use USING btree (expires_at);
CREATE INDEX workload_certificate_workload ON public.workload_certificate USING btree (workload);
CREATE UNIQUE INDEX workload_downstream ON public.workload USING btree (downstream);
CREATE INDEX workload_spiffe_id_workload ON public.workload_spiffe_id USING btree (workload);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_workload_fkey FOREIGN KEY (workload) REFERENCES public.workload(id);
ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_subject_fkey FOREIGN KEY (subject) REFERENCES public.user_account(subject);
ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT browser_session_subject_fkey FOREIGN KEY (subject) REFERENCES public.user_account(subject);
ALTER TABLE ONLY public.client_secret
    ADD CONSTRAINT client_secret_client_fkey FOREIGN KEY (client) REFERENCES public.oauth_client(id);
ALTER TABLE ONLY public.delegation_child
    ADD CONSTRAINT delegation_child_delegation_fkey FOREIGN KEY (delegation) REFERENCES public.delegation(id);
ALTER TABLE ONLY public.delegation_key
    ADD CONSTRAINT delegation_key_delegation_fkey FOREIGN KEY (delegation) REFERENCES public.delegation(id);
ALTER TABLE ONLY public.delegation_run
    ADD CONSTRAINT delegation_run_delegation_fkey FOREIGN KEY (delegation) REFERENCES public.delegation(id);
ALTER TABLE ONLY public.delegation_step
    ADD CONSTRAINT delegation_step_delegation_fkey FOREIGN KEY (delegation) REFERENCES public.delegation(id);
ALTER TABLE ONLY public.delegation_withheld
    ADD CONSTRAINT delegation_withheld_delegation_fkey FOREIGN KEY (delegation) REFERENCES public.delegation(id);
ALTER TABLE ONLY public.device_grant
    ADD CONSTRAINT device_grant_subject_fkey FOREIGN KEY (subject) REFERENCES public.user_account(subject);
ALTER TABLE ONLY public.external_user
    ADD CONSTRAINT external_user_subject_fkey FOREIGN KEY (subject) REFERENCES public.user_account(subject);
ALTER TABLE ONLY public.login_session
    ADD CONSTRAINT login_session_subject_fkey FOREIGN KEY (subject) REFERENCES public.user_account(subject);
ALTER TABLE ONLY public.namespace
    ADD CONSTRAINT namespace_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(name);
ALTER TABLE ONLY public.oauth_client
    ADD CONSTRAINT oauth_client_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(name);
ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_session_fkey FOREIGN KEY (session) REFERENCES public.login_session(id);
ALTER TABLE ONLY public.route
    ADD CONSTRAINT route_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(name);
ALTER TABLE ONLY public.task_queue
    ADD CONSTRAINT task_queue_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(name);
ALTER TABLE ONLY public.tenant_role
    ADD CONSTRAINT tenant_role_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(name);
ALTER TABLE ONLY public.user_account
    ADD CONSTRAINT user_account_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(name);
ALTER TABLE ONLY public.workload_certificate
    ADD CONSTRAINT workload_certificate_workload_fkey FOREIGN KEY (workload) REFERENCES public.workload(id);
ALTER TABLE ONLY public.workload_queue
    ADD CONSTRAINT workload_queue_namespace_name_fkey FOREIGN KEY (namespace, name) REFERENCES public.task_queue(namespace, name);
ALTER TABLE ONLY public.workload_queue
    ADD CONSTRAINT workload_queue_workload_fkey FOREIGN KEY (workload) REFERENCES public.workload(id);
ALTER TABLE ONLY public.workload_spiffe_id
    ADD CONSTRAINT workload_spiffe_id_workload_fkey FOREIGN KEY (workload) REFERENCES public.workload(id);
ALTER TABLE ONLY public.workload
    ADD CONSTRAINT workload_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(name);
