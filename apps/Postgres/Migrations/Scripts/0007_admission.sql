-- Fair admission: which run a worker takes is decided here, whatever message woke it. Tenants are served in turn, each
-- with `weight` runs, its oldest first, and never above the limits of the tenant or of the run's data source.
ALTER TABLE tenants
    ADD COLUMN weight int NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 1000),
    ADD COLUMN max_concurrent_runs int CHECK (max_concurrent_runs BETWEEN 1 AND 100000);
COMMENT ON COLUMN tenants.weight IS 'Runs the tenant may start when it is its turn.';
COMMENT ON COLUMN tenants.max_concurrent_runs IS 'Runs that may be running at once; null: as many as there are workers for.';

ALTER TABLE data_sources
    ADD COLUMN max_concurrent_runs int CHECK (max_concurrent_runs BETWEEN 1 AND 1000);
COMMENT ON COLUMN data_sources.max_concurrent_runs IS 'Runs that may read from it at once; null: the default of take_runs.';

ALTER TABLE runs
    ADD COLUMN data_source_id uuid,
    ADD COLUMN rendered_at timestamptz;
COMMENT ON COLUMN runs.data_source_id IS 'What the run reads from, known from its admission on.';
COMMENT ON COLUMN runs.rendered_at IS 'From then on the run does not use its data source any more.';

CREATE INDEX runs_requested ON runs (tenant_id, requested_at, id) WHERE state = 'requested';
CREATE INDEX runs_running ON runs (data_source_id) WHERE state = 'running';
-- No other index than the primary key's may begin with the tenant or seem to fit a look-up by key: while the statistics
-- are older than a burst of runs, the planner would take it for as good, and read all runs of a fire time for each.
DROP INDEX runs_report;
CREATE INDEX runs_report ON runs (report_id, nominal_fire_at DESC);

-- For the deliveries whose run was cancelled and whose worker was lost meanwhile.
CREATE INDEX deliveries_sending ON deliveries (updated_at) WHERE state = 'sending';

-- The worker's login sees one tenant at a time, so the functions run as a role of their own, which owns nothing else and
-- has just the rights below. They tell ids and attempts, and nothing of what a tenant keeps in its rows.
DO $$
BEGIN
    CREATE ROLE report_admission NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;

GRANT USAGE ON SCHEMA public TO report_admission;
GRANT SELECT (id, weight, max_concurrent_runs) ON tenants TO report_admission;
GRANT SELECT (tenant_id, id, max_concurrent_runs) ON data_sources TO report_admission;
GRANT SELECT (tenant_id, id, current_version) ON reports TO report_admission;
GRANT SELECT (tenant_id, report_id, version, data_source_id) ON report_versions TO report_admission;
GRANT SELECT (tenant_id, nominal_fire_at, id, report_id, report_version, data_source_id, state, requested_at, started_at, rendered_at,
              attempt, fence, last_event),
      UPDATE (state, attempt, fence, worker, lease_until, started_at, report_version, data_source_id, last_event)
    ON runs TO report_admission;
GRANT INSERT (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data) ON run_events TO report_admission;

CREATE POLICY admission ON tenants FOR SELECT TO report_admission USING (true);
CREATE POLICY admission ON data_sources FOR SELECT TO report_admission USING (true);
CREATE POLICY admission ON reports FOR SELECT TO report_admission USING (true);
CREATE POLICY admission ON report_versions FOR SELECT TO report_admission USING (true);
CREATE POLICY admission ON runs FOR SELECT TO report_admission USING (true);
-- Written so that the planner does not take the index of all requested runs for finding one by its key.
CREATE POLICY admission_change ON runs FOR UPDATE TO report_admission USING (state || '' = 'requested') WITH CHECK (state = 'running');
CREATE POLICY admission ON run_events FOR INSERT TO report_admission WITH CHECK (kind = 'admitted');

-- Takes up to `wanted` runs of one tenant. A run whose source is at its limit is passed over for a later one of another
-- source, as far as the oldest thousand.
CREATE FUNCTION take_tenant_runs(tenant uuid, worker_name text, lease interval, wanted int, source_limit int)
RETURNS TABLE (taken_id uuid, taken_attempt int)
LANGUAGE plpgsql AS $$
DECLARE
    farthest CONSTANT int := 1000;
    room int;
    look_ahead int;
    seen int;
    tenants uuid[];
    fires timestamptz[];
    ids uuid[];
    versions int[];
    sources uuid[];
BEGIN
    SELECT CASE
        WHEN t.max_concurrent_runs IS NULL THEN wanted
        ELSE least(wanted, t.max_concurrent_runs - (
            SELECT count(*) FROM data_sources s
            JOIN runs r ON r.tenant_id = tenant AND r.data_source_id = s.id AND r.state = 'running'
            WHERE s.tenant_id = tenant))
    END INTO room
    FROM tenants t WHERE t.id = tenant;
    IF room IS NULL OR room < 1 THEN
        RETURN;
    END IF;

    look_ahead := room;
    LOOP
        WITH waiting AS MATERIALIZED (
            SELECT w.*, v.version, v.data_source_id
            FROM (
                SELECT r.nominal_fire_at, r.id, r.requested_at, r.report_id, r.report_version, r.rendered_at IS NULL AS reads
                FROM runs r
                WHERE r.tenant_id = tenant AND r.state = 'requested'
                ORDER BY r.requested_at, r.id LIMIT look_ahead
            ) AS w
            JOIN reports p ON p.tenant_id = tenant AND p.id = w.report_id
            JOIN report_versions v ON v.tenant_id = tenant AND v.report_id = w.report_id
                AND v.version = coalesce(w.report_version, p.current_version)
        ), source AS MATERIALIZED (
            SELECT s.id, coalesce(s.max_concurrent_runs, source_limit) - (
                SELECT count(*) FROM runs r
                WHERE r.tenant_id = tenant AND r.data_source_id = s.id AND r.state = 'running' AND r.rendered_at IS NULL
            ) AS free
            FROM (SELECT DISTINCT w.data_source_id FROM waiting w) AS d
            JOIN data_sources s ON s.tenant_id = tenant AND s.id = d.data_source_id
        ), ranked AS (
            SELECT w.*, row_number() OVER (PARTITION BY w.data_source_id, w.reads ORDER BY w.requested_at, w.id) AS place FROM waiting w
        ), chosen AS (
            SELECT r.* FROM ranked r JOIN source s ON s.id = r.data_source_id
            WHERE NOT r.reads OR r.place <= s.free
            ORDER BY r.requested_at, r.id LIMIT room
        )
        SELECT array_agg(c.nominal_fire_at), array_agg(c.id), array_agg(c.version), array_agg(c.data_source_id), (SELECT count(*) FROM waiting)
        INTO fires, ids, versions, sources, seen
        FROM chosen c;
        EXIT WHEN coalesce(cardinality(ids), 0) = room OR seen < look_ahead OR look_ahead = farthest;
        look_ahead := farthest;
    END LOOP;
    IF ids IS NULL THEN
        RETURN;
    END IF;

    -- The policy lets only requested runs be locked. The tenant comes from an array like the rest of the key: then no
    -- statistics can make the planner begin with all runs of the tenant.
    tenants := array_fill(tenant, ARRAY[cardinality(ids)]);
    RETURN QUERY
    WITH free AS MATERIALIZED (
        SELECT c.*
        FROM unnest(tenants, fires, ids, versions, sources) AS c (tenant_id, nominal_fire_at, id, version, data_source_id)
        JOIN runs r ON r.tenant_id = c.tenant_id AND r.nominal_fire_at = c.nominal_fire_at AND r.id = c.id
        FOR UPDATE OF r SKIP LOCKED
    ), taken AS (
        UPDATE runs r
        SET state = 'running', attempt = r.attempt + 1, fence = r.fence + 1, worker = worker_name,
            lease_until = clock_timestamp() + lease, started_at = coalesce(r.started_at, now()),
            report_version = f.version, data_source_id = f.data_source_id, last_event = r.last_event + 1
        FROM free f
        WHERE r.tenant_id = f.tenant_id AND r.nominal_fire_at = f.nominal_fire_at AND r.id = f.id
        RETURNING r.id, r.nominal_fire_at, r.attempt, r.last_event, r.requested_at
    ), event AS (
        INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
        SELECT tenant, t.id, t.nominal_fire_at, t.last_event, now(), 'admitted', jsonb_build_object('attempt', t.attempt) FROM taken t
    )
    SELECT t.id, t.attempt FROM taken t ORDER BY t.requested_at, t.id;
END
$$;

-- Takes up to `wanted` requested runs for a worker, beginning with the tenant after `after_tenant`. When the caller's last
-- call ended within a tenant's visit, `served` tells how many runs of it that visit has had, and it is served on.
--
-- The lock makes the limits strict: calls follow each other, and each reads what the ones before have committed. It is held
-- as long as this statement, which a caller that stops or dies does not prolong.
CREATE FUNCTION take_runs(
    worker_name text, lease interval, wanted int, after_tenant uuid, served int DEFAULT 0, source_limit int DEFAULT 8)
RETURNS TABLE (tenant_id uuid, run_id uuid, attempt int)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
-- The tables' statistics are older than a burst of runs: always by index.
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off SET jit = off
-- Planning anew for each run, over all partitions, costs more than the run.
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    start CONSTANT uuid := coalesce(after_tenant, nobody);
    wrapped boolean := start = nobody;
    tenant uuid := start;
    share int;
    hungry uuid[] := '{}';
    shares int[] := '{}';
    turns int := 1;
    left_over int := wanted;
    given int;
    still uuid[];
    still_shares int[];
BEGIN
    IF wanted NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION 'take_runs takes 1 to 1000 runs at once, not %', wanted;
    END IF;

    PERFORM pg_advisory_xact_lock(hashtext('take_runs'));

    -- What is left of the visit that the last call cut short.
    SELECT t.weight - served INTO share FROM tenants t WHERE t.id = start AND served > 0;
    IF share > 0 THEN
        FOR run_id, attempt IN SELECT * FROM take_tenant_runs(start, worker_name, lease, least(share, left_over), source_limit) LOOP
            tenant_id := start;
            left_over := left_over - 1;
            PERFORM pg_notify('run_events', run_id::text);
            RETURN NEXT;
        END LOOP;
    END IF;

    -- One visit to every tenant that has runs waiting, once around.
    WHILE left_over > 0 LOOP
        SELECT n.tenant_id, t.weight INTO tenant, share
        FROM (
            SELECT r.tenant_id FROM runs r WHERE r.state = 'requested' AND r.tenant_id > tenant ORDER BY r.tenant_id LIMIT 1
        ) AS n
        JOIN tenants t ON t.id = n.tenant_id;
        IF NOT FOUND THEN
            EXIT WHEN wrapped;
            wrapped := true;
            tenant := nobody;
            CONTINUE;
        END IF;
        EXIT WHEN wrapped AND start <> nobody AND tenant > start;
        hungry := hungry || tenant;
        shares := shares || share;
        given := 0;
        FOR run_id, attempt IN SELECT * FROM take_tenant_runs(tenant, worker_name, lease, least(share, left_over), source_limit) LOOP
            tenant_id := tenant;
            left_over := left_over - 1;
            given := given + 1;
            PERFORM pg_notify('run_events', run_id::text);
            RETURN NEXT;
        END LOOP;
        IF given < share THEN
            hungry := trim_array(hungry, 1);
            shares := trim_array(shares, 1);
        END IF;
    END LOOP;

    -- Further rounds, as many at once as there is room for, to those that have given all they might.
    WHILE left_over > 0 AND cardinality(hungry) > 0 LOOP
        turns := greatest(1, left_over / (SELECT sum(s) FROM unnest(shares) AS s));
        still := '{}';
        still_shares := '{}';
        FOR i IN 1 .. cardinality(hungry) LOOP
            EXIT WHEN left_over = 0;
            given := 0;
            FOR run_id, attempt IN
                SELECT * FROM take_tenant_runs(hungry[i], worker_name, lease, least(turns * shares[i], left_over), source_limit)
            LOOP
                tenant_id := hungry[i];
                left_over := left_over - 1;
                given := given + 1;
                PERFORM pg_notify('run_events', run_id::text);
                RETURN NEXT;
            END LOOP;
            IF given = turns * shares[i] THEN
                still := still || hungry[i];
                still_shares := still_shares || shares[i];
            END IF;
        END LOOP;
        hungry := still;
        shares := still_shares;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION take_tenant_runs(uuid, text, interval, int, int), take_runs(text, interval, int, uuid, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_runs(text, interval, int, uuid, int, int) TO report_tenant;

-- Whoever migrates need not be a superuser: to give the functions away it must be able to become the role, for which
-- being a member is enough up to version 15 and SET is needed from 16 on, and the role must for a moment be able to
-- create in the schema.
DO $$
DECLARE
    privilege CONSTANT text := CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END;
BEGIN
    IF NOT pg_has_role(current_user, 'report_admission', privilege) THEN
        GRANT report_admission TO CURRENT_USER;
    END IF;
END
$$;
GRANT CREATE ON SCHEMA public TO report_admission;
ALTER FUNCTION take_tenant_runs(uuid, text, interval, int, int) OWNER TO report_admission;
ALTER FUNCTION take_runs(text, interval, int, uuid, int, int) OWNER TO report_admission;
REVOKE CREATE ON SCHEMA public FROM report_admission;
