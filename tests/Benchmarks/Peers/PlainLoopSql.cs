namespace ReportScheduler.Benchmarks.Peers;

/// <summary>The tables and statements of the plain loop.</summary>
internal static class PlainLoopSql
{
    public const string Tables = """
        CREATE TABLE schedules (
            id           uuid PRIMARY KEY,
            tenant_id    uuid NOT NULL,
            name         text NOT NULL,
            report_id    uuid NOT NULL,
            cron         text NOT NULL,
            time_zone    text NOT NULL,
            parameters   jsonb NOT NULL,
            next_fire_at timestamptz NOT NULL
        );
        CREATE TABLE runs (
            id            uuid PRIMARY KEY,
            tenant_id     uuid NOT NULL,
            schedule_id   uuid NOT NULL,
            scheduled_for timestamptz NOT NULL,
            state         text NOT NULL,
            created_at    timestamptz NOT NULL,
            UNIQUE (schedule_id, scheduled_for)
        );
        CREATE TABLE outbox (
            id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run_id     uuid NOT NULL,
            payload    jsonb NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE TABLE wave (position int PRIMARY KEY, schedule_id uuid NOT NULL, due_at timestamptz);
        """;

    /// <summary>$1 schedules; the same expressions and zones as the product's.</summary>
    public const string Schedules = """
        INSERT INTO schedules (id, tenant_id, name, report_id, cron, time_zone, parameters, next_fire_at)
        SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            ('00000000-0000-7000-8001-' || lpad(to_hex(n % 1000), 12, '0'))::uuid, 'schedule ' || n,
            ('00000000-0000-7000-8002-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
            format('0 0 %s %s *', 1 + n % 28, 1 + (extract(month FROM now())::int + 1 + n % 8) % 12),
            (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])[1 + n % 4],
            '{}', now() + interval '60 days' + n % 200 * interval '1 day' + n % 86400 * interval '1 second'
        FROM generate_series(1, $1) AS n
        """;

    public const string Index = "CREATE INDEX ON schedules (next_fire_at)";

    /// <summary>$1 schedules, $2 how many of them, evenly spread over the table, waves are made of.</summary>
    public const string Waves = """
        INSERT INTO wave (position, schedule_id)
        SELECT position, ('00000000-0000-7000-8000-' || lpad(to_hex(1 + position * ($1 / $2)), 12, '0'))::uuid
        FROM generate_series(0, $2 - 1) AS position
        """;

    /// <summary>$1 the time, $2 how many.</summary>
    public const string SetWave = """
        WITH due AS (
            UPDATE wave SET due_at = CASE WHEN position < $2 THEN $1 END RETURNING schedule_id, due_at
        )
        UPDATE schedules s SET next_fire_at = due.due_at FROM due WHERE s.id = due.schedule_id AND due.due_at IS NOT NULL
        """;

    public const string Claim = """
        SELECT id, tenant_id, cron, time_zone, next_fire_at FROM schedules
        WHERE next_fire_at <= $1 ORDER BY next_fire_at LIMIT 1000 FOR UPDATE SKIP LOCKED
        """;

    public const string Advance = """
        UPDATE schedules s SET next_fire_at = f.next_fire_at
        FROM unnest($1::uuid[], $2::timestamptz[]) AS f (id, next_fire_at) WHERE s.id = f.id
        """;

    public const string InsertRuns = """
        INSERT INTO runs (id, tenant_id, schedule_id, scheduled_for, state, created_at)
        SELECT f.id, f.tenant_id, f.schedule_id, f.scheduled_for, 'requested', $5
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) AS f (id, tenant_id, schedule_id, scheduled_for)
        """;

    public const string InsertOutbox = """
        INSERT INTO outbox (run_id, payload, created_at)
        SELECT f.id, jsonb_build_object('tenantId', f.tenant_id, 'runId', f.id), $3 FROM unnest($1::uuid[], $2::uuid[]) AS f (id, tenant_id)
        """;

    /// <summary>Seconds from each schedule's time to the commit of the claim.</summary>
    public const string Lags = """
        SELECT extract(epoch FROM pg_xact_commit_timestamp(s.xmin) - w.due_at)::float8
        FROM wave w JOIN schedules s ON s.id = w.schedule_id
        WHERE w.due_at IS NOT NULL AND s.next_fire_at > w.due_at
        """;

    /// <summary>Runs with an outbox row and of the wave.</summary>
    public const string Fired = """
        SELECT count(*) FROM wave w JOIN runs r ON r.schedule_id = w.schedule_id AND r.scheduled_for = w.due_at JOIN outbox o ON o.run_id = r.id
        """;
}
