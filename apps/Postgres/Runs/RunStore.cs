using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Idempotency;

namespace ReportScheduler.Postgres.Runs;

/// <summary>Which runs to list; null members do not restrict.</summary>
public sealed record RunFilter(RunState? State, Guid? ReportId, Guid? ScheduleId, Guid? BackfillId = null);

/// <summary>A run that a person or an app asks for.</summary>
/// <param name="TimeZone">Null: that of the schedule, or UTC.</param>
public sealed record RunRequest(
    Guid Id, Guid ReportId, Guid? ScheduleId, JsonElement Parameters, IReadOnlyList<Guid> DestinationIds, string? TimeZone = null);

/// <summary>The ledger as people see it: reading runs, asking for them, cancelling them.</summary>
public sealed class RunStore(TenantDatabase database)
{
    internal const string Columns = """
        r.id, r.report_id, p.name AS report_name, r.report_version, r.schedule_id, s.name AS schedule_name, r.trigger, r.state,
        r.nominal_fire_at, r.requested_at, r.started_at, r.finished_at, r.attempt, r.parameters, r.error_code, r.error_message,
        r.skip_reason, r.skip_detail, r.retry_of, r.waits_for, r.backfill_id, r.caused_by, r.deadline_at, r.deadline_missed,
        CASE WHEN s.id IS NOT NULL THEN coalesce(r.time_zone, s.timing ->> 'timeZone') END AS scheduled_zone
        """;

    private const string Joins = """
        JOIN reports p ON p.tenant_id = r.tenant_id AND p.id = r.report_id
        LEFT JOIN schedules s ON s.tenant_id = r.tenant_id AND s.id = r.schedule_id
        """;

    // The run itself tells its first event. Its message is published by the Scheduler, from the outbox.
    private const string RecordRequested = $"""
        , published AS (INSERT INTO outbox (requested_at) SELECT requested_at FROM run)
        SELECT {Columns}, pg_notify('{SchedulerSignals.Channel}', '{SchedulerSignals.Runs}') FROM run r {Joins}
        """;

    /// <summary>What ends rows of <c>runs r</c>.</summary>
    internal const string SetCancelled =
        "SET state = 'cancelled', waits_for = NULL, finished_at = now(), lease_until = NULL, last_event = r.last_event + 1";

    /// <summary>The rows of the CTE <c>run</c> were cancelled: so are the deliveries they have not made, and it becomes events.</summary>
    internal static string RecordCancelled(string actor) => $"""
        , delivery AS (
            UPDATE deliveries d SET state = 'cancelled', next_attempt_at = NULL, updated_at = now()
            FROM run WHERE d.tenant_id = run.tenant_id AND d.run_id = run.id AND d.state = 'pending'
        ), event AS (
            INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
            SELECT tenant_id, id, nominal_fire_at, last_event, now(), '{RunEventKind.Cancelled}', jsonb_build_object('by', {actor}::text) FROM run
        )
        """;

    public async Task<Page<Run>> ListAsync(TenantScope scope, RunFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    SELECT page.*, files.*
                    FROM (
                        SELECT {Columns} FROM runs r {Joins}
                        WHERE r.tenant_id = $1 AND (r.nominal_fire_at, r.id) < ($2, $3)
                            AND ($5::text IS NULL OR r.state = $5) AND ($6::uuid IS NULL OR r.report_id = $6)
                            AND ($7::uuid IS NULL OR r.schedule_id = $7) AND ($8::uuid IS NULL OR r.backfill_id = $8)
                        ORDER BY r.nominal_fire_at DESC, r.id DESC LIMIT $4
                    ) AS page
                    CROSS JOIN LATERAL (
                        SELECT count(*)::int AS file_count, max(a.row_count) AS row_count, sum(a.size_bytes)::bigint AS size_bytes,
                            array_agg(a.format ORDER BY a.position) AS formats
                        FROM artifacts a WHERE a.tenant_id = $1 AND a.run_id = page.id
                    ) AS files
                    ORDER BY page.nominal_fire_at DESC, page.id DESC
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1, filter.State, filter.ReportId, filter.ScheduleId,
                    filter.BackfillId),
                row => Map(row) with { Result = MapResult(row) },
                cancellationToken),
            run => (run.NominalFireAt, run.Id));

    public Task<Run?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"SELECT {Columns}, r.bound FROM runs r {Joins} WHERE r.tenant_id = $1 AND r.nominal_fire_at = $2 AND r.id = $3",
                scope.TenantId, RunId.NominalFireAt(id), id),
            row => Map(row) with { BoundParameters = ReadBound(row) },
            cancellationToken);

    /// <summary>What was asked for under the key before, whatever has become of what it names; null when nothing was.</summary>
    /// <exception cref="OnceException">See <see cref="OnceRefusal"/>.</exception>
    public Task<Run?> FindRequestedAsync(TenantScope scope, Once<Run> once, CancellationToken cancellationToken) =>
        database.FindOnceAsync(scope, once, cancellationToken);

    /// <summary>Writes a manual run; the Scheduler publishes it.</summary>
    /// <returns>The run; null when the tenant has no such report.</returns>
    /// <exception cref="OnceException">See <see cref="OnceRefusal"/>.</exception>
    public Task<Run?> RequestAsync(TenantScope scope, RunRequest request, Once<Run>? once, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            $"""
            WITH run AS (
                INSERT INTO runs
                    (tenant_id, nominal_fire_at, id, report_id, report_version, schedule_id, trigger, state, parameters, destination_ids,
                     requested_by, requested_at, last_event, guarded, time_zone)
                SELECT tenant_id, $2, $3, id, current_version, $5, 'manual', 'requested', $6, $7, $8, now(), 1,
                    coalesce((SELECT guarded FROM timers WHERE tenant_id = $1 AND schedule_id = $5), false),
                    coalesce($9, (SELECT timing ->> 'timeZone' FROM schedules WHERE tenant_id = $1 AND id = $5))
                FROM reports WHERE tenant_id = $1 AND id = $4 AND deleted_at IS NULL
                RETURNING *
            ) {RecordRequested}
            """,
            scope.TenantId, RunId.NominalFireAt(request.Id), request.Id, request.ReportId, request.ScheduleId, request.Parameters,
            request.DestinationIds.ToArray(), scope.Actor, request.TimeZone);
        return once is null
            ? database.SingleAsync(scope, statement, Map, cancellationToken)
            : database.OnceAsync(
                scope,
                once,
                async transaction => (await transaction.ListAsync(statement, Map, cancellationToken)).SingleOrDefault(),
                cancellationToken);
    }

    /// <summary>
    /// Repeats a run that has ended, with the same nominal fire time, parameters and destinations, and in its zone, whatever has
    /// become of its schedule; with the report as it is now, so that one that was mended can be tried.
    /// </summary>
    /// <returns>The new run; null when there is none with this id, or it has not ended.</returns>
    public Task<Run?> RetryAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        var nominal = RunId.NominalFireAt(id);
        return database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH run AS (
                    INSERT INTO runs
                        (tenant_id, nominal_fire_at, id, report_id, report_version, schedule_id, trigger, state, parameters, destination_ids,
                         retry_of, requested_by, requested_at, last_event, guarded, time_zone)
                    SELECT o.tenant_id, o.nominal_fire_at, $4, o.report_id, p.current_version, o.schedule_id, 'retry', 'requested',
                        o.parameters, o.destination_ids, o.id, $5, now(), 1, o.guarded, coalesce(o.time_zone, o.bound ->> 'timeZone')
                    FROM runs o JOIN reports p ON p.tenant_id = o.tenant_id AND p.id = o.report_id
                    WHERE o.tenant_id = $1 AND o.nominal_fire_at = $2 AND o.id = $3 AND o.finished_at IS NOT NULL
                    RETURNING *
                ) {RecordRequested}
                """,
                scope.TenantId, nominal, id, RunId.Create(nominal), scope.Actor),
            Map,
            cancellationToken);
    }

    /// <summary>Ends a run that has not ended, with the deliveries it has not made.</summary>
    /// <returns>The run; null when there is none with this id, or it has ended.</returns>
    public Task<Run?> CancelAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH run AS (
                    UPDATE runs r {SetCancelled}
                    WHERE r.tenant_id = $1 AND r.nominal_fire_at = $2 AND r.id = $3 AND r.state IN ('waiting', 'requested', 'running')
                    RETURNING *
                ) {RecordCancelled("$4")}
                SELECT {Columns}, pg_notify('{RunSignals.Channel}', r.id::text) FROM run r {Joins}
                """,
                scope.TenantId, RunId.NominalFireAt(id), id, scope.Actor),
            Map,
            cancellationToken);

    /// <summary>The run's events after a sequence number, in order.</summary>
    public Task<List<RunEvent>> ListEventsAsync(TenantScope scope, Guid id, int after, CancellationToken cancellationToken) =>
        database.ListAsync(
            scope,
            new Statement(
                $"""
                SELECT sequence, at, kind, data FROM run_events WHERE tenant_id = $1 AND run_id = $2 AND sequence > $3
                UNION ALL
                -- Most first events are told by the run itself.
                SELECT 1, requested_at,
                    CASE WHEN state = 'skipped' THEN '{RunEventKind.Finished}' ELSE '{RunEventKind.Requested}' END,
                    jsonb_strip_nulls(CASE WHEN state = 'skipped' THEN jsonb_build_object('state', state, 'reason', skip_reason, 'detail', skip_detail)
                        ELSE jsonb_build_object('by', requested_by) END)
                FROM runs
                WHERE $3 < 1 AND tenant_id = $1 AND nominal_fire_at = $4 AND id = $2
                    AND NOT EXISTS (SELECT FROM run_events WHERE tenant_id = $1 AND run_id = $2 AND sequence = 1)
                ORDER BY sequence
                """,
                scope.TenantId, id, after, RunId.NominalFireAt(id)),
            row => new RunEvent(row.Get<int>("sequence"), row.GetTime("at"), row.Get<string>("kind"), row.GetJson("data")),
            cancellationToken);

    private static BoundValues? ReadBound(NpgsqlDataReader row) =>
        row.GetText("bound") is { } bound && JsonSerializer.Deserialize(bound, StorageJson.Default.BoundValues) is { } values
            ? values with { ReportVersion = row.GetNullable<int>("report_version") }
            : null;

    private static RunResult? MapResult(NpgsqlDataReader row) => row.Get<int>("file_count") is > 0 and var files
        ? new RunResult(files, row.Get<long>("row_count"), row.Get<long>("size_bytes"), [.. row.Get<string[]>("formats").Distinct()])
        : null;

    private static Run Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        ReportId = row.Get<Guid>("report_id"),
        ReportName = row.Get<string>("report_name"),
        ReportVersion = row.GetNullable<int>("report_version"),
        ScheduleId = row.GetNullable<Guid>("schedule_id"),
        ScheduleName = row.GetText("schedule_name"),
        Trigger = row.GetEnum<RunTrigger>("trigger"),
        State = row.GetEnum<RunState>("state"),
        NominalFireAt = row.GetTime("nominal_fire_at"),
        RequestedAt = row.GetTime("requested_at"),
        StartedAt = row.GetNullable<DateTimeOffset>("started_at"),
        FinishedAt = row.GetNullable<DateTimeOffset>("finished_at"),
        Attempt = row.Get<int>("attempt"),
        Parameters = row.GetJson("parameters"),
        Error = row.GetText("error_code") is { } code ? new RunError(code, row.GetText("error_message") ?? "") : null,
        SkipReason = row.GetText("skip_reason"),
        SkipDetail = row.GetText("skip_detail"),
        RetryOf = row.GetNullable<Guid>("retry_of"),
        WaitsFor = row.GetText("waits_for") is { } wait ? EnumText.Parse<RunWait>(wait) : null,
        BackfillId = row.GetNullable<Guid>("backfill_id"),
        CausedBy = row.GetNullable<Guid>("caused_by"),
        DeadlineAt = row.GetNullable<DateTimeOffset>("deadline_at"),
        DeadlineMissed = row.Get<bool>("deadline_missed"),
        ScheduledZone = row.GetText("scheduled_zone"),
    };
}
