-- Taking runs costs less: those of all tenants that are visited in one round are taken by one statement, where each tenant
-- had its own. Preparing an update of the partitions and their indexes costs as much as updating some dozens of runs. Which
-- runs are taken, and in which order, is as before (0007). Safe to repeat: it replaces functions, and drops what is there.
DROP FUNCTION IF EXISTS take_tenant_runs(uuid, text, interval, int, int);

-- Chooses up to `wanted` runs of one tenant. A run whose source is at its limit is passed over for a later one of another
-- source, as far as the oldest thousand.
CREATE OR REPLACE FUNCTION choose_tenant_runs(
    tenant uuid, wanted int, source_limit int,
    OUT fires timestamptz[], OUT ids uuid[], OUT versions int[], OUT sources uuid[])
LANGUAGE plpgsql AS $$
DECLARE
    farthest CONSTANT int := 1000;
    room int;
    look_ahead int;
    seen int;
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
END
$$;

-- Visits tenants in the order given, takes up to a share of runs of each, and never above `wanted` in all.
CREATE OR REPLACE FUNCTION take_tenants_runs(
    visited uuid[], shares int[], wanted int, worker_name text, lease interval, source_limit int)
RETURNS TABLE (taken_tenant uuid, taken_id uuid, taken_attempt int, tenant_share int)
LANGUAGE plpgsql AS $$
DECLARE
    left_over int := wanted;
    chosen record;
    found_runs int;
    tenants uuid[] := '{}';
    given_shares int[] := '{}';
    fires timestamptz[] := '{}';
    ids uuid[] := '{}';
    versions int[] := '{}';
    sources uuid[] := '{}';
BEGIN
    FOR i IN 1 .. cardinality(visited) LOOP
        EXIT WHEN left_over = 0;
        chosen := choose_tenant_runs(visited[i], least(shares[i], left_over), source_limit);
        found_runs := coalesce(cardinality(chosen.ids), 0);
        CONTINUE WHEN found_runs = 0;
        left_over := left_over - found_runs;
        tenants := tenants || array_fill(visited[i], ARRAY[found_runs]);
        given_shares := given_shares || array_fill(shares[i], ARRAY[found_runs]);
        fires := fires || chosen.fires;
        ids := ids || chosen.ids;
        versions := versions || chosen.versions;
        sources := sources || chosen.sources;
    END LOOP;
    IF left_over = wanted THEN
        RETURN;
    END IF;

    -- The policy lets only requested runs be locked. The tenants come from an array like the rest of the key: then no
    -- statistics can make the planner begin with all runs of a tenant.
    RETURN QUERY
    WITH free AS MATERIALIZED (
        SELECT c.*
        FROM unnest(tenants, fires, ids, versions, sources, given_shares) WITH ORDINALITY
            AS c (tenant_id, nominal_fire_at, id, version, data_source_id, share, place)
        JOIN runs r ON r.tenant_id = c.tenant_id AND r.nominal_fire_at = c.nominal_fire_at AND r.id = c.id
        FOR UPDATE OF r SKIP LOCKED
    ), taken AS (
        UPDATE runs r
        SET state = 'running', attempt = r.attempt + 1, fence = r.fence + 1, worker = worker_name,
            lease_until = clock_timestamp() + lease, started_at = coalesce(r.started_at, now()),
            report_version = f.version, data_source_id = f.data_source_id, last_event = r.last_event + 1
        FROM free f
        WHERE r.tenant_id = f.tenant_id AND r.nominal_fire_at = f.nominal_fire_at AND r.id = f.id
        RETURNING r.tenant_id, r.id, r.nominal_fire_at, r.attempt, r.last_event, f.share, f.place
    ), event AS (
        INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
        SELECT t.tenant_id, t.id, t.nominal_fire_at, t.last_event, now(), 'admitted', jsonb_build_object('attempt', t.attempt) FROM taken t
    )
    SELECT t.tenant_id, t.id, t.attempt, t.share FROM taken t ORDER BY t.place;
END
$$;

-- Takes up to `wanted` requested runs for a worker, beginning with the tenant after `after_tenant`. When the caller's last
-- call ended within a tenant's visit, `served` tells how many runs of it that visit has had, and it is served on.
--
-- The lock makes the limits strict: calls follow each other, and each reads what the ones before have committed. It is held
-- as long as this statement, which a caller that stops or dies does not prolong.
CREATE OR REPLACE FUNCTION take_runs(
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
    -- The walk over the tenants with runs waiting: it ends where it began.
    tenant uuid := start;
    wrapped boolean := start = nobody;
    is_around boolean := false;
    -- Whom to visit next, and what each may have.
    visit uuid[] := '{}';
    shares int[] := '{}';
    share int;
    -- 0 while the visit that the last call cut short is served on, 1 once around, then as many as there is room for.
    turns int := 0;
    -- Those that have given all they might in their turn, with their weights.
    hungry uuid[] := '{}';
    weights int[] := '{}';
    last_served uuid;
    given int;
    left_over int := wanted;
BEGIN
    IF wanted NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION 'take_runs takes 1 to 1000 runs at once, not %', wanted;
    END IF;

    PERFORM pg_advisory_xact_lock(hashtext('take_runs'));

    SELECT t.weight - served INTO share FROM tenants t WHERE t.id = start AND served > 0;
    IF share > 0 THEN
        visit := ARRAY[start];
        shares := ARRAY[share];
    END IF;

    LOOP
        last_served := NULL;
        FOR tenant_id, run_id, attempt, share IN
            SELECT * FROM take_tenants_runs(visit, shares, left_over, worker_name, lease, source_limit)
        LOOP
            left_over := left_over - 1;
            PERFORM pg_notify('run_events', run_id::text);
            RETURN NEXT;
            given := CASE WHEN tenant_id = last_served THEN given + 1 ELSE 1 END;
            last_served := tenant_id;
            IF given = share AND turns > 0 THEN
                hungry := hungry || tenant_id;
                weights := weights || share / turns;
            END IF;
        END LOOP;
        EXIT WHEN left_over = 0;

        visit := '{}';
        shares := '{}';
        IF NOT is_around THEN
            -- One visit to every tenant that has runs waiting, once around.
            turns := 1;
            WHILE NOT is_around AND cardinality(visit) < left_over LOOP
                SELECT n.tenant_id, t.weight INTO tenant, share
                FROM (
                    SELECT r.tenant_id FROM runs r WHERE r.state = 'requested' AND r.tenant_id > tenant ORDER BY r.tenant_id LIMIT 1
                ) AS n
                JOIN tenants t ON t.id = n.tenant_id;
                IF NOT FOUND THEN
                    is_around := wrapped;
                    wrapped := true;
                    tenant := nobody;
                ELSIF wrapped AND start <> nobody AND tenant > start THEN
                    is_around := true;
                ELSE
                    visit := visit || tenant;
                    shares := shares || share;
                END IF;
            END LOOP;
        ELSE
            -- Further rounds, as many at once as there is room for, to those that have given all they might.
            EXIT WHEN cardinality(hungry) = 0;
            turns := greatest(1, left_over / (SELECT sum(w) FROM unnest(weights) AS w));
            visit := hungry;
            shares := ARRAY(SELECT turns * u.w FROM unnest(weights) WITH ORDINALITY AS u (w, place) ORDER BY u.place);
            hungry := '{}';
            weights := '{}';
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION
    choose_tenant_runs(uuid, int, int), take_tenants_runs(uuid[], int[], int, text, interval, int) FROM PUBLIC;
-- As in 0007: the role must for a moment be able to create in the schema.
GRANT CREATE ON SCHEMA public TO report_admission;
ALTER FUNCTION choose_tenant_runs(uuid, int, int) OWNER TO report_admission;
ALTER FUNCTION take_tenants_runs(uuid[], int[], int, text, interval, int) OWNER TO report_admission;
REVOKE CREATE ON SCHEMA public FROM report_admission;
