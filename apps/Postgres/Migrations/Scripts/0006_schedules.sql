-- Schedules that say more than a cron expression, and what follows from it: timers, calendars, backfills, events that
-- open gates, alerts. Existing schedules keep their times. Runs once, in one transaction: a failure leaves nothing behind.

-- The owner, who is no superuser, is to see the rows it rewrites; forced again below.
ALTER TABLE schedules NO FORCE ROW LEVEL SECURITY;
ALTER TABLE runs NO FORCE ROW LEVEL SECURITY;

ALTER TABLE tenants ADD COLUMN min_interval_seconds int CHECK (min_interval_seconds BETWEEN 1 AND 86400);
COMMENT ON COLUMN tenants.min_interval_seconds IS 'Null: the platform''s own.';
GRANT UPDATE (min_interval_seconds) ON tenants TO report_tenant;

-- What the Scheduler claims from, apart from the schedules so that a fire rewrites a small row with two indexes.
CREATE TABLE timers (
    tenant_id         uuid NOT NULL,
    schedule_id       uuid NOT NULL,
    next_fire_at      timestamptz,
    plan              text NOT NULL,
    remaining         int,
    guarded           boolean NOT NULL DEFAULT false,
    after_schedule_id uuid,
    event_used_at     timestamptz,
    PRIMARY KEY (tenant_id, schedule_id),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id),
    FOREIGN KEY (tenant_id, after_schedule_id) REFERENCES schedules (tenant_id, id)
);
COMMENT ON COLUMN timers.next_fire_at IS 'When it is due, jitter included; null while paused and when there is no further fire.';
COMMENT ON COLUMN timers.plan IS 'Timing and rules of the schedule, as the Scheduler caches them by text.';
COMMENT ON COLUMN timers.remaining IS 'Runs it may still start; null for any number.';
COMMENT ON COLUMN timers.guarded IS 'The end of one of its runs decides over other runs, so it must be followed up.';
COMMENT ON COLUMN timers.event_used_at IS 'Time of the newest event that has opened a gate of this schedule: each opens one.';
CREATE INDEX timers_after ON timers (tenant_id, after_schedule_id) WHERE after_schedule_id IS NOT NULL;

INSERT INTO timers (tenant_id, schedule_id, next_fire_at, plan)
SELECT tenant_id, id, next_fire_at,
    jsonb_build_object('timing', jsonb_build_object('entries', jsonb_build_array(jsonb_build_object('cron', cron)), 'timeZone', time_zone),
        'rules', '{}'::jsonb)::text
FROM schedules WHERE deleted_at IS NULL;
CREATE INDEX timers_due ON timers (next_fire_at) WHERE next_fire_at IS NOT NULL;

DROP TRIGGER audit ON schedules;
ALTER TABLE schedules
    ADD COLUMN timing jsonb,
    ADD COLUMN rules jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN paused_by text,
    ADD COLUMN paused_at timestamptz;
UPDATE schedules SET timing = jsonb_build_object('entries', jsonb_build_array(jsonb_build_object('cron', cron)), 'timeZone', time_zone);
ALTER TABLE schedules
    ALTER COLUMN timing SET NOT NULL,
    ALTER COLUMN rules DROP DEFAULT,
    DROP COLUMN cron,
    DROP COLUMN time_zone,
    DROP COLUMN next_fire_at;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF
    name, report_id, timing, rules, parameters, destination_ids, status, pause_note, paused_by, deleted_at
    ON schedules FOR EACH ROW EXECUTE FUNCTION record_audit_event();

CREATE TABLE calendars (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    weekend    text[] NOT NULL,
    holidays   jsonb NOT NULL,
    blackouts  jsonb NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX calendars_name ON calendars (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON calendars FOR EACH ROW EXECUTE FUNCTION record_audit_event();

CREATE TABLE backfills (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    schedule_id  uuid NOT NULL,
    from_time    timestamptz NOT NULL,
    to_time      timestamptz NOT NULL,
    concurrency  int NOT NULL CHECK (concurrency BETWEEN 1 AND 100),
    deliver      boolean NOT NULL,
    run_count    int NOT NULL,
    created_by   text NOT NULL,
    created_at   timestamptz NOT NULL,
    cancelled_by text,
    cancelled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id)
);
CREATE INDEX backfills_schedule ON backfills (tenant_id, schedule_id);

-- Events that say that data has arrived. Append-only.
CREATE TABLE data_events (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id        uuid NOT NULL,
    name      text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    at        timestamptz NOT NULL,
    posted_by text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX data_events_name ON data_events (tenant_id, name, at DESC);

CREATE TABLE alerts (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('deadlineMissed', 'schedulePaused')),
    schedule_id     uuid NOT NULL,
    run_id          uuid,
    message         text NOT NULL,
    raised_at       timestamptz NOT NULL,
    notify_attempts int NOT NULL DEFAULT 0,
    notify_after    timestamptz NOT NULL DEFAULT now(),
    notified_at     timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id)
);
CREATE INDEX alerts_raised ON alerts (tenant_id, raised_at DESC);
CREATE INDEX alerts_open ON alerts (notify_after) WHERE notified_at IS NULL;

ALTER TABLE runs
    ADD COLUMN waits_for text CHECK (waits_for IN ('overlap', 'data', 'backfill')),
    ADD COLUMN skip_detail text,
    ADD COLUMN guarded boolean NOT NULL DEFAULT false,
    ADD COLUMN backfill_id uuid,
    ADD COLUMN caused_by uuid,
    ADD COLUMN gate_check_at timestamptz,
    ADD COLUMN gate_until timestamptz,
    ADD COLUMN deadline_at timestamptz,
    ADD COLUMN deadline_missed boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT runs_trigger_check,
    DROP CONSTRAINT runs_state_check,
    DROP CONSTRAINT runs_check,
    DROP CONSTRAINT runs_check1,
    DROP CONSTRAINT runs_check2;
ALTER TABLE runs
    ADD CONSTRAINT runs_trigger_check CHECK (trigger IN ('schedule', 'manual', 'retry', 'backfill', 'chain')),
    ADD CONSTRAINT runs_state_check CHECK (state IN
        ('waiting', 'requested', 'running', 'succeeded', 'deliveryFailed', 'failed', 'cancelled', 'skipped')),
    ADD CONSTRAINT runs_skipped_check CHECK ((state = 'skipped') = (skip_reason IS NOT NULL)),
    ADD CONSTRAINT runs_finished_check CHECK ((state IN ('waiting', 'requested', 'running')) = (finished_at IS NULL)),
    ADD CONSTRAINT runs_leased_check CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    ADD CONSTRAINT runs_waiting_check CHECK ((state = 'waiting') = (waits_for IS NOT NULL));
COMMENT ON COLUMN runs.guarded IS 'Its end is followed up: it decides over other runs.';
COMMENT ON COLUMN runs.caused_by IS 'The run whose success started this one.';
COMMENT ON COLUMN runs.published_at IS 'When its message was published again; the first publication is the outbox''s business.';
CREATE UNIQUE INDEX runs_chained ON runs (schedule_id, nominal_fire_at) WHERE trigger = 'chain';
CREATE UNIQUE INDEX runs_backfill ON runs (backfill_id, nominal_fire_at) WHERE trigger = 'backfill';
CREATE INDEX runs_unfinished ON runs (schedule_id) WHERE guarded AND finished_at IS NULL;
CREATE INDEX runs_held ON runs (waits_for, gate_check_at) WHERE state = 'waiting';
CREATE INDEX runs_deadline ON runs (deadline_at)
    WHERE deadline_at IS NOT NULL AND NOT deadline_missed AND (state <> 'succeeded' OR finished_at > deadline_at);

-- A row stands for the runs that were requested at its time and whose messages are not published yet: one row for a
-- whole claim, instead of a second write of each of its runs. It holds nothing of a tenant.
CREATE TABLE outbox (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    requested_at  timestamptz NOT NULL,
    publish_after timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN outbox.publish_after IS 'Until then it is left to the one who wrote it.';
INSERT INTO outbox (requested_at) SELECT DISTINCT requested_at FROM runs WHERE state = 'requested' AND published_at IS NULL;

-- Ends of guarded runs that the Scheduler has not followed up yet.
CREATE TABLE settlements (
    tenant_id       uuid NOT NULL,
    nominal_fire_at timestamptz NOT NULL,
    run_id          uuid NOT NULL,
    PRIMARY KEY (tenant_id, run_id)
);

-- Whoever ends a run ends it by an update, so no path can forget its follow-up.
CREATE FUNCTION settle_run() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO settlements (tenant_id, nominal_fire_at, run_id) VALUES (NEW.tenant_id, NEW.nominal_fire_at, NEW.id)
    ON CONFLICT DO NOTHING;
    PERFORM pg_notify('scheduler', 'settlements');
    RETURN NULL;
END
$$;
CREATE TRIGGER settle AFTER UPDATE OF finished_at ON runs FOR EACH ROW
    WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL AND (NEW.guarded OR NEW.backfill_id IS NOT NULL))
    EXECUTE FUNCTION settle_run();

DO $$
DECLARE
    table_name text;
BEGIN
    FOREACH table_name IN ARRAY ARRAY['timers', 'calendars', 'backfills', 'data_events', 'alerts', 'settlements', 'outbox'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
        EXECUTE format('CREATE POLICY scheduler ON %I TO report_scheduler USING (true) WITH CHECK (true)', table_name);
        IF table_name <> 'outbox' THEN
            EXECUTE format(
                'CREATE POLICY tenant ON %I TO report_tenant USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
                table_name);
        END IF;
    END LOOP;
END
$$;
ALTER TABLE schedules FORCE ROW LEVEL SECURITY;
ALTER TABLE runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON outbox FOR INSERT TO report_tenant WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON timers, calendars, backfills, alerts TO report_tenant;
GRANT SELECT, INSERT ON data_events TO report_tenant;
-- An upsert reads the row it may meet.
GRANT SELECT, INSERT ON settlements TO report_tenant;
GRANT INSERT ON outbox TO report_tenant;

GRANT SELECT, UPDATE ON timers TO report_scheduler;
GRANT UPDATE (paused_by, paused_at) ON schedules TO report_scheduler;
GRANT SELECT ON calendars, backfills, data_events TO report_scheduler;
GRANT SELECT, INSERT, UPDATE ON alerts TO report_scheduler;
GRANT SELECT, INSERT, DELETE ON outbox, settlements TO report_scheduler;
