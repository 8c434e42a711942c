namespace ReportScheduler.Benchmarks.Ours;

/// <summary>
/// The statements that fill the product's tables, run as their owner. Ids are numbers written as UUIDs, so that the
/// statements find each other's rows.
/// </summary>
internal static class SeedSql
{
    /// <summary>$1 tenants, $2 encrypted passwords of their sources, $3 to $6 the source's host, port, database and user.</summary>
    public const string Tenants = """
        WITH tenant AS (
            INSERT INTO tenants (id, slug, name)
            SELECT id, 'tenant-' || n, 'Tenant ' || n FROM unnest($1) WITH ORDINALITY AS t (id, n)
            RETURNING id
        ), source AS (
            INSERT INTO data_sources (tenant_id, id, name, kind, host, port, database, username, password, ssl_mode, created_at, updated_at)
            SELECT t.id, t.id, 'source', 'postgresql', $3, $4, $5, $6, t.password, 'disable', now(), now()
            FROM unnest($1, $2) AS t (id, password) JOIN tenant ON tenant.id = t.id
            RETURNING tenant_id, id
        ), report AS (
            INSERT INTO reports (tenant_id, id, name, current_version, created_by, created_at, updated_at)
            SELECT tenant_id, id, 'report', 1, 'benchmark', now(), now() FROM source
            RETURNING tenant_id, id
        )
        INSERT INTO report_versions (tenant_id, report_id, version, data_source_id, sql, parameters, created_by, created_at)
        SELECT tenant_id, id, 1, id, 'SELECT 1', '[]', 'benchmark', now() FROM report
        """;

    /// <summary>$1 tenants, $2 schedules.</summary>
    public const string Schedules = """
        INSERT INTO schedules
            (tenant_id, id, name, report_id, timing, rules, parameters, destination_ids, status, created_by, created_at, updated_at)
        SELECT tenant, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'schedule ' || n, tenant,
            '{"entries":[{"cron":"@yearly"}],"timeZone":"UTC"}', '{}', '{}', '{}', 'active', 'benchmark', now(), now()
        FROM (SELECT n, ($1::uuid[])[1 + n % cardinality($1::uuid[])] AS tenant FROM generate_series(1, $2) AS n) AS s
        """;

    /// <summary>All are due in the months after next: none by itself while the benchmarks run.</summary>
    public const string Timers = """
        INSERT INTO timers (tenant_id, schedule_id, next_fire_at, plan)
        SELECT tenant_id, id, now() + interval '60 days' + n % 200 * interval '1 day' + n % 86400 * interval '1 second',
            format('{"timing":{"entries":[{"cron":"0 0 %s %s *"}],"timeZone":"UTC"},"rules":{}}', 1 + n % 28, 1 + n % 12)
        FROM (SELECT *, ('x' || right(id::text, 12))::bit(48)::bigint AS n FROM schedules) AS s
        """;

    /// <summary>What waves are made of; jitter_ms is each schedule's place in a wave that is spread.</summary>
    public const string Waves = """
        CREATE TABLE benchmark_wave (
            position int PRIMARY KEY, tenant_id uuid NOT NULL, schedule_id uuid NOT NULL, jitter_ms int, nominal_at timestamptz, due_at timestamptz)
        """;

    /// <summary>$1 schedules, $2 how many of them, evenly spread over the table, waves are made of.</summary>
    public const string FillWaves = """
        INSERT INTO benchmark_wave (position, tenant_id, schedule_id)
        SELECT w.position, s.tenant_id, s.id
        FROM (SELECT position, ('00000000-0000-7000-8000-' || lpad(to_hex(1 + position * ($1 / $2)), 12, '0'))::uuid AS id
              FROM generate_series(0, $2 - 1) AS position) AS w
        JOIN schedules s ON s.id = w.id
        """;

    public const string WaveSchedules = "SELECT schedule_id FROM benchmark_wave ORDER BY position";

    /// <summary>$1 jitter of each, in the order of <see cref="WaveSchedules"/>.</summary>
    public const string SetJitter = """
        UPDATE benchmark_wave w SET jitter_ms = j.ms FROM unnest($1::int[]) WITH ORDINALITY AS j (ms, n) WHERE w.position = j.n - 1
        """;

    /// <summary>Empties the ledger.</summary>
    public const string ClearRuns = "TRUNCATE runs, artifacts, outbox CASCADE";

    /// <summary>
    /// $1 the time, a whole second, $2 seconds they are spread over, $3 how many. A schedule fires only at times its plan
    /// names, so the plans are written with the wave: 216 different ones in four zones, each with the wave's time and another
    /// one on a later day. The first of each is due at once, fires nothing, and so is compiled as those of a running Scheduler are.
    /// </summary>
    public const string SetWave = """
        WITH wave AS (
            UPDATE benchmark_wave SET
                nominal_at = CASE WHEN position < $3 THEN $1 END,
                due_at = CASE WHEN position < $3 THEN $1 + CASE WHEN $2 > 0 THEN jitter_ms ELSE 0 END * interval '1 millisecond' END
            RETURNING position, tenant_id, schedule_id, due_at
        ), variant AS (
            SELECT n, zone, $1::timestamptz AT TIME ZONE zone AS local
            FROM generate_series(0, 215) AS n
            CROSS JOIN LATERAL (SELECT (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])[1 + n % 4] AS zone) AS z
        ), plan AS (
            SELECT n, format('{"timing":{"entries":[{"cron":"%s %s %s %s,%s %s,%s *"}],"timeZone":"%s"%s},"rules":{}}',
                extract(second FROM local)::int, extract(minute FROM local), extract(hour FROM local),
                extract(day FROM local), 1 + (extract(day FROM local)::int + n / 8) % 28,
                extract(month FROM local), 1 + (extract(month FROM local)::int + 1 + n / 4 % 2) % 12,
                zone, CASE WHEN $2 > 0 THEN format(',"jitterSeconds":%s', $2) ELSE '' END) AS text
            FROM variant
        )
        UPDATE timers t SET next_fire_at = CASE WHEN wave.position < 216 THEN now() ELSE wave.due_at END, plan = plan.text
        FROM wave JOIN plan ON plan.n = wave.position % 216
        WHERE t.tenant_id = wave.tenant_id AND t.schedule_id = wave.schedule_id AND wave.due_at IS NOT NULL
        """;

    /// <summary>Seconds from each schedule's time to the commit of the claim, which is the last to have written its row.</summary>
    public const string ClaimLags = """
        SELECT extract(epoch FROM pg_xact_commit_timestamp(t.xmin) - w.due_at)::float8
        FROM benchmark_wave w JOIN timers t USING (tenant_id, schedule_id)
        WHERE w.due_at IS NOT NULL AND t.next_fire_at > w.due_at
        """;

    /// <summary>Fires of the wave that do not have exactly one run, and runs that are not of the wave.</summary>
    public const string WrongFires = """
        SELECT count(*) FROM (SELECT schedule_id, nominal_at FROM benchmark_wave WHERE nominal_at IS NOT NULL) w
        FULL JOIN (SELECT schedule_id, nominal_fire_at, count(*) FROM runs GROUP BY 1, 2) r
            ON r.schedule_id = w.schedule_id AND r.nominal_fire_at = w.nominal_at
        WHERE r.count IS DISTINCT FROM 1 OR w.nominal_at IS NULL
        """;

    /// <summary>The runs of the wave, and in the same order when each was due.</summary>
    public const string RunIds = "SELECT r.id FROM benchmark_wave w JOIN runs r USING (schedule_id) WHERE w.due_at IS NOT NULL ORDER BY w.position";
    public const string RunDues = "SELECT w.due_at FROM benchmark_wave w JOIN runs r USING (schedule_id) WHERE w.due_at IS NOT NULL ORDER BY w.position";

    /// <summary>0 when no run is open any more. By index: it is asked while runs are executed.</summary>
    public const string OpenRuns = """
        SELECT (EXISTS (SELECT FROM runs WHERE state = 'requested')
            OR EXISTS (SELECT FROM runs WHERE state = 'running') OR EXISTS (SELECT FROM runs WHERE state = 'waiting'))::int::bigint
        """;

    /// <summary>Runs that did not succeed, or have not exactly one artifact.</summary>
    public const string WrongRuns = """
        SELECT count(*) FROM runs r
        WHERE state <> 'succeeded' OR 1 <> (SELECT count(*) FROM artifacts a WHERE a.tenant_id = r.tenant_id AND a.run_id = r.id)
        """;

    /// <summary>Runs that more than one attempt was needed for.</summary>
    public const string RepeatedRuns = "SELECT count(*) FROM runs WHERE attempt > 1";

    /// <summary>Seconds from each run's time to the commit of its terminal state.</summary>
    public const string RunLags = """
        SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - nominal_fire_at)::float8 FROM runs
        """;
}
