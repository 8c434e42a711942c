-- Executing a run costs the database less. Safe to repeat: it replaces functions and drops what is there.
--
-- Preparing a statement that looks at all partitions of the ledger costs more than what it does for a run, and taking runs
-- had three for each tenant. Now the tenants of a round are found by one statement, and their runs chosen and taken by
-- another. Which runs are taken, and in which order, is as before (0007).
DROP FUNCTION IF EXISTS choose_tenant_runs(uuid, int, int);
DROP FUNCTION IF EXISTS choose_tenant_runs(uuid, int, int, int);

-- The key of an artifact's or a delivery's run is read by the statement that writes it, which changes that run as well:
-- looking it up once more, with a lock, in a partitioned table costs as much as the rest of the statement (compare 0009).
ALTER TABLE artifacts DROP CONSTRAINT IF EXISTS artifacts_tenant_id_nominal_fire_at_run_id_fkey;
ALTER TABLE deliveries DROP CONSTRAINT IF EXISTS deliveries_tenant_id_nominal_fire_at_run_id_fkey;

-- Chooses up to `room` of the oldest `look_ahead` runs of a tenant that wait. A run whose source is at its limit is passed
-- over for a later one of another source. `seen` tells how many were looked at. Written so that the planner can make it a
-- part of the statement that calls it.
CREATE FUNCTION choose_tenant_runs(tenant uuid, room int, look_ahead int, source_limit int)
RETURNS TABLE (fires timestamptz[], ids uuid[], versions int[], sources uuid[], seen bigint)
LANGUAGE sql STABLE AS $$
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
    FROM chosen c
$$;

-- Visits tenants in the order given, takes up to a share of runs of each, and never above `wanted` in all.
CREATE OR REPLACE FUNCTION take_tenants_runs(
    visited uuid[], shares int[], wanted int, worker_name text, lease interval, source_limit int)
RETURNS TABLE (taken_tenant uuid, taken_id uuid, taken_attempt int, tenant_share int)
LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(visited) = 0 THEN
        RETURN;
    END IF;

    -- The policy lets only requested runs be locked. The tenants come from an array like the rest of the key: then no
    -- statistics can make the planner begin with all runs of a tenant.
    RETURN QUERY
    WITH visit AS MATERIALIZED (
        SELECT v.tenant_id, v.share, v.turn, least(v.share, t.max_concurrent_runs - CASE WHEN t.max_concurrent_runs IS NOT NULL THEN (
            SELECT count(*) FROM data_sources s
            JOIN runs r ON r.tenant_id = v.tenant_id AND r.data_source_id = s.id AND r.state = 'running'
            WHERE s.tenant_id = v.tenant_id) END)::int AS room
        FROM unnest(visited, shares) WITH ORDINALITY AS v (tenant_id, share, turn)
        JOIN tenants t ON t.id = v.tenant_id
    ), near AS MATERIALIZED (
        SELECT v.*, c.* FROM visit v CROSS JOIN LATERAL choose_tenant_runs(v.tenant_id, v.room, v.room, source_limit) AS c WHERE v.room > 0
    ), chosen AS (
        SELECT n.tenant_id, n.share, n.turn, n.fires, n.ids, n.versions, n.sources
        FROM near n WHERE coalesce(cardinality(n.ids), 0) = n.room OR n.seen < n.room
        UNION ALL
        -- Sources at their limit have been passed over, and more runs wait behind.
        SELECT n.tenant_id, n.share, n.turn, c.fires, c.ids, c.versions, c.sources
        FROM near n CROSS JOIN LATERAL choose_tenant_runs(n.tenant_id, n.room, 1000, source_limit) AS c
        WHERE coalesce(cardinality(n.ids), 0) < n.room AND n.seen >= n.room
    ), free AS MATERIALIZED (
        SELECT c.*
        FROM (
            SELECT h.tenant_id, h.share, f.*, row_number() OVER (ORDER BY h.turn, f.number) AS place
            FROM chosen h
            CROSS JOIN LATERAL unnest(h.fires, h.ids, h.versions, h.sources) WITH ORDINALITY
                AS f (nominal_fire_at, id, version, data_source_id, number)
            ORDER BY h.turn, f.number LIMIT wanted
        ) AS c
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
    SELECT t.tenant_id, t.id, t.attempt, t.share
    FROM taken t CROSS JOIN LATERAL pg_notify('run_events', t.id::text) AS told
    ORDER BY t.place;
END
$$;

-- The tenants after one, and up to another where one is given, that have runs waiting: at most `wanted`, in the order of their ids.
CREATE OR REPLACE FUNCTION waiting_tenants(after_tenant uuid, last_tenant uuid, wanted int, OUT ids uuid[], OUT weights int[])
LANGUAGE plpgsql AS $$
BEGIN
    WITH RECURSIVE walk (tenant_id) AS (
        (SELECT r.tenant_id FROM runs r WHERE r.state = 'requested' AND r.tenant_id > after_tenant ORDER BY r.tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT r.tenant_id FROM runs r WHERE r.state = 'requested' AND r.tenant_id > w.tenant_id ORDER BY r.tenant_id LIMIT 1)
        FROM walk w WHERE w.tenant_id <= coalesce(last_tenant, w.tenant_id)
    )
    SELECT coalesce(array_agg(n.tenant_id ORDER BY n.tenant_id), '{}'), coalesce(array_agg(t.weight ORDER BY n.tenant_id), '{}')
    INTO ids, weights
    FROM (SELECT w.tenant_id FROM walk w WHERE w.tenant_id <= coalesce(last_tenant, w.tenant_id) LIMIT wanted) AS n
    JOIN tenants t ON t.id = n.tenant_id;
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
-- Planning anew for each call, over all partitions, costs more than the runs.
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
    room int;
    next_tenants record;
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
            LOOP
                room := left_over - cardinality(visit);
                EXIT WHEN is_around OR room = 0;
                next_tenants := waiting_tenants(tenant, CASE WHEN wrapped THEN nullif(start, nobody) END, room);
                visit := visit || next_tenants.ids;
                shares := shares || next_tenants.weights;
                IF cardinality(next_tenants.ids) = room THEN
                    tenant := visit[cardinality(visit)];
                ELSE
                    is_around := wrapped;
                    wrapped := true;
                    tenant := nobody;
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
    choose_tenant_runs(uuid, int, int, int), waiting_tenants(uuid, uuid, int),
    take_tenants_runs(uuid[], int[], int, text, interval, int) FROM PUBLIC;
-- As in 0007: the role must for a moment be able to create in the schema.
GRANT CREATE ON SCHEMA public TO report_admission;
ALTER FUNCTION choose_tenant_runs(uuid, int, int, int) OWNER TO report_admission;
ALTER FUNCTION waiting_tenants(uuid, uuid, int) OWNER TO report_admission;
REVOKE CREATE ON SCHEMA public FROM report_admission;
