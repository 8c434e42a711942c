using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Following;

/// <summary>Lets runs go on that were held back.</summary>
internal static class RunRelease
{
    // The rows of the CTE `released` name runs; those whose schedule has a gate wait for it next.
    private const string Apply = $"""
        , run AS (
            UPDATE runs r
            SET state = CASE WHEN released.gated THEN 'waiting' ELSE 'requested' END, waits_for = CASE WHEN released.gated THEN 'data' END,
                requested_at = $1, gate_check_at = CASE WHEN released.gated THEN $1 END, last_event = last_event + 1
            FROM released
            WHERE r.tenant_id = released.tenant_id AND r.nominal_fire_at = released.nominal_fire_at AND r.id = released.id AND r.state = 'waiting'
            RETURNING r.*
        ), event AS (
            INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
            SELECT tenant_id, id, nominal_fire_at, last_event, $1,
                CASE state WHEN 'waiting' THEN '{RunEventKind.Waiting}' ELSE '{RunEventKind.Released}' END,
                CASE state WHEN 'waiting' THEN jsonb_build_object('for', waits_for) ELSE jsonb_build_object() END
            FROM run
        )
        SELECT tenant_id, id, pg_notify('{RunSignals.Channel}', id::text) FROM run WHERE state = 'requested'
        """;

    /// <summary>Of each idle schedule among those, the run that waits longest for the end of others.</summary>
    public static Statement Queued(DateTimeOffset now, Guid[] schedules) => new(
        $"""
        WITH released AS (
            SELECT DISTINCT ON (w.schedule_id) w.tenant_id, w.nominal_fire_at, w.id, w.gate_until IS NOT NULL AS gated
            FROM runs w
            WHERE w.schedule_id = ANY ($2) AND w.guarded AND w.finished_at IS NULL AND w.waits_for = 'overlap'
                AND NOT EXISTS (
                    SELECT FROM runs a
                    WHERE a.schedule_id = w.schedule_id AND a.guarded AND a.finished_at IS NULL AND a.backfill_id IS NULL
                        AND a.waits_for IS DISTINCT FROM 'overlap')
            ORDER BY w.schedule_id, w.nominal_fire_at
        ){Apply}
        """,
        now, schedules);

    /// <summary>Of each backfill, the oldest runs for which its concurrency has room.</summary>
    public static Statement Backfills(DateTimeOffset now) => new(
        $"""
        WITH backfill AS (
            SELECT b.tenant_id, b.id, b.concurrency
            FROM (SELECT DISTINCT tenant_id, backfill_id FROM runs WHERE state = 'waiting' AND waits_for = 'backfill') held
            JOIN backfills b ON b.tenant_id = held.tenant_id AND b.id = held.backfill_id
        ), released AS (
            SELECT b.tenant_id, w.nominal_fire_at, w.id, false AS gated
            FROM backfill b
            CROSS JOIN LATERAL (
                SELECT count(*) AS active FROM runs r WHERE r.backfill_id = b.id AND r.trigger = 'backfill' AND r.state IN ('requested', 'running')
            ) AS busy
            CROSS JOIN LATERAL (
                SELECT nominal_fire_at, id FROM runs r
                WHERE r.backfill_id = b.id AND r.trigger = 'backfill' AND r.state = 'waiting'
                ORDER BY nominal_fire_at LIMIT greatest(0, b.concurrency - busy.active)
            ) AS w
        ){Apply}
        """,
        now);

    /// <summary>Runs whose event has been posted; each event opens one gate of a schedule, the one that waits longest.</summary>
    public static Statement ByEvents(DateTimeOffset now) => new(
        $"""
        WITH open AS (
            SELECT DISTINCT ON (r.schedule_id) r.tenant_id, r.nominal_fire_at, r.id, r.schedule_id, e.at
            FROM runs r
            JOIN schedules s ON s.tenant_id = r.tenant_id AND s.id = r.schedule_id
            JOIN timers t ON t.tenant_id = r.tenant_id AND t.schedule_id = r.schedule_id
            CROSS JOIN LATERAL (
                SELECT d.at FROM data_events d
                WHERE d.tenant_id = r.tenant_id AND d.name = s.rules -> 'gate' ->> 'event'
                    AND d.at >= r.nominal_fire_at - (r.gate_until - r.nominal_fire_at)
                    AND d.at > coalesce(t.event_used_at, '-infinity')
                ORDER BY d.at LIMIT 1
            ) AS e
            WHERE r.state = 'waiting' AND r.waits_for = 'data' AND s.rules -> 'gate' ? 'event'
            ORDER BY r.schedule_id, r.nominal_fire_at
            LIMIT 500
        ), used AS (
            UPDATE timers t SET event_used_at = open.at FROM open WHERE t.tenant_id = open.tenant_id AND t.schedule_id = open.schedule_id
        ), released AS (
            SELECT tenant_id, nominal_fire_at, id, false AS gated FROM open
        ){Apply}
        """,
        now);

    /// <summary>A run whose gate is open.</summary>
    public static Statement Gate(DateTimeOffset now, RunKey run) => new(
        $"""
        WITH released AS (
            SELECT $2::uuid AS tenant_id, $3::timestamptz AS nominal_fire_at, $4::uuid AS id, false AS gated
        ){Apply}
        """,
        now, run.TenantId, RunId.NominalFireAt(run.RunId), run.RunId);
}
