-- All tables. Every tenant-owned row is keyed (tenant_id, id), and every reference carries the tenant, so that a
-- foreign key can't reach another tenant's row. Runs once, in one transaction: a failure leaves nothing behind.

CREATE TABLE tenants (
    id         uuid PRIMARY KEY,
    slug       text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE members (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    subject    text NOT NULL,
    role       text NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, subject)
);

CREATE TABLE api_keys (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    name       text NOT NULL,
    key_hash   bytea NOT NULL,
    role       text NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE data_sources (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    kind       text NOT NULL CHECK (kind IN ('postgresql')),
    host       text NOT NULL,
    port       int NOT NULL,
    database   text NOT NULL,
    username   text NOT NULL,
    password   bytea NOT NULL,
    ssl_mode   text NOT NULL CHECK (ssl_mode IN ('disable', 'prefer', 'require', 'verifyFull')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
COMMENT ON COLUMN data_sources.password IS 'Encrypted by the Api; the database never sees the clear text.';
CREATE UNIQUE INDEX data_sources_name ON data_sources (tenant_id, lower(name)) WHERE deleted_at IS NULL;

CREATE TABLE reports (
    tenant_id       uuid NOT NULL REFERENCES tenants (id),
    id              uuid NOT NULL,
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    description     text,
    current_version int NOT NULL,
    created_by      text NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    deleted_at      timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reports_name ON reports (tenant_id, lower(name)) WHERE deleted_at IS NULL;

-- Immutable: the apps may insert and read, never change.
CREATE TABLE report_versions (
    tenant_id      uuid NOT NULL,
    report_id      uuid NOT NULL,
    version        int NOT NULL,
    data_source_id uuid NOT NULL,
    sql            text NOT NULL,
    parameters     jsonb NOT NULL,
    created_by     text NOT NULL,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, report_id, version),
    FOREIGN KEY (tenant_id, report_id) REFERENCES reports (tenant_id, id),
    FOREIGN KEY (tenant_id, data_source_id) REFERENCES data_sources (tenant_id, id)
);
CREATE INDEX report_versions_data_source ON report_versions (tenant_id, data_source_id);

CREATE TABLE destinations (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    kind       text NOT NULL CHECK (kind IN ('email', 'webhook')),
    settings   jsonb NOT NULL,
    secret     bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
COMMENT ON COLUMN destinations.secret IS 'The webhook signing secret, encrypted by the Api.';
CREATE UNIQUE INDEX destinations_name ON destinations (tenant_id, lower(name)) WHERE deleted_at IS NULL;

CREATE TABLE schedules (
    tenant_id       uuid NOT NULL REFERENCES tenants (id),
    id              uuid NOT NULL,
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    report_id       uuid NOT NULL,
    cron            text NOT NULL,
    time_zone       text NOT NULL,
    parameters      jsonb NOT NULL,
    destination_ids uuid[] NOT NULL,
    status          text NOT NULL CHECK (status IN ('active', 'paused')),
    next_fire_at    timestamptz,
    pause_note      text,
    created_by      text NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    deleted_at      timestamptz,
    version         int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES reports (tenant_id, id),
    CHECK (next_fire_at IS NULL OR (status = 'active' AND deleted_at IS NULL))
);
CREATE UNIQUE INDEX schedules_name ON schedules (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE INDEX schedules_report ON schedules (tenant_id, report_id);
-- What the Scheduler claims from.
CREATE INDEX schedules_due ON schedules (next_fire_at) WHERE next_fire_at IS NOT NULL;

-- The ledger: a row is the fire, the outbox entry and the run. Its id is a UUIDv7 of the nominal fire time, so an id
-- alone names the partition.
CREATE TABLE runs (
    tenant_id       uuid NOT NULL REFERENCES tenants (id),
    nominal_fire_at timestamptz NOT NULL,
    id              uuid NOT NULL,
    report_id       uuid NOT NULL,
    report_version  int,
    schedule_id     uuid,
    trigger         text NOT NULL CHECK (trigger IN ('schedule', 'manual', 'retry')),
    state           text NOT NULL CHECK (state IN
                        ('requested', 'running', 'succeeded', 'deliveryFailed', 'failed', 'cancelled', 'skipped')),
    parameters      jsonb NOT NULL,
    destination_ids uuid[] NOT NULL,
    retry_of        uuid,
    skip_reason     text,
    requested_by    text,
    requested_at    timestamptz NOT NULL,
    published_at    timestamptz,
    started_at      timestamptz,
    finished_at     timestamptz,
    attempt         int NOT NULL DEFAULT 0,
    fence           int NOT NULL DEFAULT 0,
    worker          text,
    lease_until     timestamptz,
    error_code      text,
    error_message   text,
    last_event      int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, nominal_fire_at, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES reports (tenant_id, id),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id),
    CHECK ((state = 'skipped') = (skip_reason IS NOT NULL)),
    CHECK ((state IN ('requested', 'running')) = (finished_at IS NULL)),
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
) PARTITION BY RANGE (nominal_fire_at);
COMMENT ON COLUMN runs.attempt IS 'Counts admissions by a worker; a workflow may only act on the attempt it was started for.';
COMMENT ON COLUMN runs.fence IS 'Counts takings of the run by an activity; a late write of an earlier one is refused.';
COMMENT ON COLUMN runs.lease_until IS 'Past this time the run is taken for abandoned and requested again.';
-- One run per schedule and nominal fire time.
CREATE UNIQUE INDEX runs_fire ON runs (schedule_id, nominal_fire_at) WHERE trigger = 'schedule';
CREATE INDEX runs_waiting ON runs (requested_at) WHERE state = 'requested';
CREATE INDEX runs_leased ON runs (lease_until) WHERE state = 'running';
CREATE INDEX runs_report ON runs (tenant_id, report_id, nominal_fire_at DESC);

CREATE TABLE run_events (
    tenant_id       uuid NOT NULL,
    run_id          uuid NOT NULL,
    nominal_fire_at timestamptz NOT NULL,
    sequence        int NOT NULL,
    at              timestamptz NOT NULL,
    kind            text NOT NULL,
    data            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, run_id, sequence),
    FOREIGN KEY (tenant_id, nominal_fire_at, run_id) REFERENCES runs (tenant_id, nominal_fire_at, id)
);

CREATE TABLE artifacts (
    tenant_id        uuid NOT NULL,
    id               uuid NOT NULL,
    run_id           uuid NOT NULL,
    nominal_fire_at  timestamptz NOT NULL,
    file_name        text NOT NULL,
    format           text NOT NULL,
    content_type     text NOT NULL,
    content_encoding text,
    path             text NOT NULL,
    size_bytes       bigint NOT NULL,
    stored_bytes     bigint NOT NULL,
    row_count        bigint NOT NULL,
    sha256           text NOT NULL,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, run_id, file_name),
    FOREIGN KEY (tenant_id, nominal_fire_at, run_id) REFERENCES runs (tenant_id, nominal_fire_at, id)
);

CREATE TABLE deliveries (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    run_id          uuid NOT NULL,
    nominal_fire_at timestamptz NOT NULL,
    destination_id  uuid NOT NULL,
    artifact_id     uuid NOT NULL,
    channel         text NOT NULL CHECK (channel IN ('email', 'webhook')),
    recipient       text NOT NULL,
    state           text NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'unknown', 'cancelled')),
    message_id      text NOT NULL,
    attempts        int NOT NULL DEFAULT 0,
    fence           int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    sent_at         timestamptz,
    error_code      text,
    error_message   text,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, run_id, destination_id, recipient, artifact_id),
    FOREIGN KEY (tenant_id, nominal_fire_at, run_id) REFERENCES runs (tenant_id, nominal_fire_at, id),
    FOREIGN KEY (tenant_id, destination_id) REFERENCES destinations (tenant_id, id),
    FOREIGN KEY (tenant_id, artifact_id) REFERENCES artifacts (tenant_id, id)
);
CREATE INDEX deliveries_run ON deliveries (tenant_id, run_id);

-- Append-only: the apps may insert and read, never change.
CREATE TABLE audit_events (
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    id           bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL DEFAULT now(),
    actor        text NOT NULL,
    action       text NOT NULL,
    subject_type text NOT NULL,
    subject_id   uuid NOT NULL,
    data         jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_events_subject ON audit_events (tenant_id, subject_type, subject_id);
