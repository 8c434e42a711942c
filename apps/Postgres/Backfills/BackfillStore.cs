using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Idempotency;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Backfills;

/// <summary>A backfill that a person asks for.</summary>
/// <param name="Fires">The nominal fire times, whole milliseconds; at least one.</param>
public sealed record BackfillRequest(
    Guid Id, Guid ScheduleId, DateTimeOffset From, DateTimeOffset To, int Concurrency, bool Deliver, JsonElement Parameters,
    IReadOnlyList<DateTimeOffset> Fires);

/// <summary>Backfills and their runs. The Scheduler lets the runs go, as many at a time as the backfill says.</summary>
public sealed class BackfillStore(TenantDatabase database)
{
    private const string Columns = """
        b.id, b.schedule_id, s.name AS schedule_name, b.from_time, b.to_time, b.concurrency, b.deliver, b.run_count,
        b.created_by, b.created_at, b.cancelled_by, b.cancelled_at
        """;

    private const string Joins = "JOIN schedules s ON s.tenant_id = b.tenant_id AND s.id = b.schedule_id";

    private const string RunsOf = """
        r.tenant_id = b.tenant_id AND r.backfill_id = b.id AND r.trigger = 'backfill'
        AND r.nominal_fire_at >= b.from_time AND r.nominal_fire_at < b.to_time
        """;

    public async Task<Page<Backfill>> ListAsync(TenantScope scope, Guid scheduleId, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    SELECT {Columns} FROM backfills b {Joins}
                    WHERE b.tenant_id = $1 AND b.schedule_id = $5 AND (b.created_at, b.id) < ($2, $3)
                    ORDER BY b.created_at DESC, b.id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1, scheduleId),
                Map,
                cancellationToken),
            backfill => (backfill.CreatedAt, backfill.Id));

    /// <summary>A backfill with the counts of its runs.</summary>
    public Task<Backfill?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                SELECT {Columns}, c.*
                FROM backfills b {Joins}
                CROSS JOIN LATERAL (
                    SELECT {string.Join(", ", Enum.GetValues<RunState>().Select(Count))} FROM runs r WHERE {RunsOf}
                ) c
                WHERE b.tenant_id = $1 AND b.id = $2
                """,
                scope.TenantId, id),
            row => Map(row) with { Runs = MapCounts(row) },
            cancellationToken);

    /// <summary>What was asked for under the key before, whatever has become of what it names; null when nothing was.</summary>
    /// <exception cref="OnceException">See <see cref="OnceRefusal"/>.</exception>
    public Task<Backfill?> FindRequestedAsync(TenantScope scope, Once<Backfill> once, CancellationToken cancellationToken) =>
        database.FindOnceAsync(scope, once, cancellationToken);

    /// <returns>The backfill; null when the tenant has no such schedule.</returns>
    /// <exception cref="OnceException">See <see cref="OnceRefusal"/>.</exception>
    public Task<Backfill?> CreateAsync(
        TenantScope scope, BackfillRequest request, Once<Backfill>? once, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.OnceAsync(
            scope,
            once,
            async transaction => (await transaction.ListAsync(Insert(scope, request, now), Map, cancellationToken)).SingleOrDefault(),
            cancellationToken);

    /// <summary>Ends the runs of a backfill that have not ended, with the deliveries they have not made.</summary>
    /// <returns>False when there is none with this id, or all its runs have ended.</returns>
    public Task<bool> CancelAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            scope,
            new Statement(
                $"""
                WITH run AS (
                    UPDATE runs r {RunStore.SetCancelled}
                    FROM backfills b
                    WHERE b.tenant_id = $1 AND b.id = $2 AND {RunsOf} AND r.finished_at IS NULL
                    RETURNING r.*
                ), backfill AS (
                    UPDATE backfills SET cancelled_by = $3, cancelled_at = now()
                    WHERE tenant_id = $1 AND id = $2 AND EXISTS (SELECT FROM run)
                ) {RunStore.RecordCancelled("$3")}
                SELECT pg_notify('{RunSignals.Channel}', id::text) FROM run
                """,
                scope.TenantId, id, scope.Actor),
            cancellationToken);

    private static Statement Insert(TenantScope scope, BackfillRequest request, DateTimeOffset now) => new(
        $"""
        WITH b AS (
            INSERT INTO backfills (tenant_id, id, schedule_id, from_time, to_time, concurrency, deliver, run_count, created_by, created_at)
            SELECT tenant_id, $2, id, $4, $5, $6, $7, cardinality($9::uuid[]), $11, $12
            FROM schedules WHERE tenant_id = $1 AND id = $3 AND deleted_at IS NULL
            RETURNING *
        ), run AS (
            INSERT INTO runs
                (tenant_id, nominal_fire_at, id, report_id, report_version, schedule_id, trigger, state, waits_for, parameters, time_zone,
                 destination_ids, backfill_id, requested_by, requested_at, last_event)
            SELECT b.tenant_id, f.at, f.id, s.report_id, p.current_version, s.id, 'backfill', 'waiting', 'backfill', $8,
                s.timing ->> 'timeZone', CASE WHEN b.deliver THEN s.destination_ids ELSE '{"{}"}' END, b.id, b.created_by, b.created_at, 1
            FROM b {Joins} JOIN reports p ON p.tenant_id = s.tenant_id AND p.id = s.report_id CROSS JOIN unnest($9::uuid[], $10::timestamptz[]) AS f (id, at)
            RETURNING tenant_id, id, nominal_fire_at, requested_by, requested_at
        ), event AS (
            INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
            SELECT tenant_id, id, nominal_fire_at, 1, requested_at, '{RunEventKind.Waiting}', jsonb_build_object('for', 'backfill', 'by', requested_by)
            FROM run
        )
        SELECT {Columns}, pg_notify('{SchedulerSignals.Channel}', '{SchedulerSignals.Settlements}') FROM b {Joins}
        """,
        scope.TenantId, request.Id, request.ScheduleId, request.From, request.To, request.Concurrency, request.Deliver, request.Parameters,
        request.Fires.Select(RunId.Create).ToArray(), request.Fires.Select(fire => fire.UtcDateTime).ToArray(), scope.Actor, now);

    private static string Count(RunState state) => $"count(*) FILTER (WHERE r.state = '{EnumText.Of(state)}')::int AS \"{EnumText.Of(state)}\"";

    private static Backfill Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        ScheduleId = row.Get<Guid>("schedule_id"),
        ScheduleName = row.Get<string>("schedule_name"),
        From = row.GetTime("from_time"),
        To = row.GetTime("to_time"),
        Concurrency = row.Get<int>("concurrency"),
        Deliver = row.Get<bool>("deliver"),
        RunCount = row.Get<int>("run_count"),
        CreatedBy = row.Get<string>("created_by"),
        CreatedAt = row.GetTime("created_at"),
        CancelledBy = row.GetText("cancelled_by"),
        CancelledAt = row.GetNullable<DateTimeOffset>("cancelled_at"),
    };

    private static RunCounts MapCounts(NpgsqlDataReader row) => new(
        row.Get<int>("waiting"), row.Get<int>("requested"), row.Get<int>("running"), row.Get<int>("succeeded"),
        row.Get<int>("deliveryFailed"), row.Get<int>("failed"), row.Get<int>("cancelled"), row.Get<int>("skipped"));
}
