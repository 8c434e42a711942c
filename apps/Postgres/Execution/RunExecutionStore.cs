using System.Text.Json;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Execution;

/// <summary>Names one taking of a run by a workflow: it may act only while the run is still at this attempt.</summary>
public sealed record RunAttempt(Guid TenantId, Guid RunId, int Attempt);

/// <summary>Names one taking of a run by an activity: its writes are refused once another took the run.</summary>
public sealed record RunFence(RunAttempt Run, int Fence);

/// <summary>What a worker needs to render a run.</summary>
public sealed record RenderWork(
    RunFence Fence,
    string ReportName,
    string Sql,
    IReadOnlyList<ReportParameter> Parameters,
    JsonElement Values,
    Guid DataSourceId,
    bool AlreadyRendered);

/// <summary>The file a worker has rendered and stored.</summary>
public sealed record RenderedFile(
    string FileName, string Format, string ContentType, string? ContentEncoding, string Path, long SizeBytes, long StoredBytes, long RowCount, string Sha256);

/// <summary>
/// The state changes of a run while workers have it. Each is one statement that names the state, attempt or fence it
/// expects, writes its event, and tells by its result whether it still held.
/// </summary>
public sealed class RunExecutionStore(TenantDatabase database)
{
    /// <summary>The actor in audit and events when no person acts.</summary>
    public const string Actor = "worker";

    private const string Key = "tenant_id = $1 AND nominal_fire_at = $2 AND id = $3";

    /// <summary>Takes a requested run for this worker.</summary>
    /// <returns>The attempt; null when the run is not waiting: somebody has it, or it has ended.</returns>
    public async Task<RunAttempt?> AdmitAsync(
        Guid tenantId, Guid runId, string worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            $"""
            WITH run AS (
                UPDATE runs r
                SET state = 'running', attempt = attempt + 1, fence = fence + 1, worker = $4, lease_until = now() + $5,
                    started_at = coalesce(started_at, now()),
                    report_version = coalesce(report_version,
                        (SELECT current_version FROM reports p WHERE p.tenant_id = r.tenant_id AND p.id = r.report_id)),
                    last_event = last_event + 1
                WHERE {Key} AND state = 'requested'
                RETURNING *
            ) {Record(RunEventKind.Admitted, "jsonb_build_object('attempt', attempt)")}
            """,
            tenantId, RunId.NominalFireAt(runId), runId, worker, lease);
        var attempts = await database.ListAsync(Scope(tenantId), statement, row => row.Get<int>("attempt"), cancellationToken);
        return attempts.Count == 0 ? null : new RunAttempt(tenantId, runId, attempts[0]);
    }

    /// <summary>Gives an admitted run back, because its workflow could not be started; its message is to be delivered again.</summary>
    public Task<bool> ReleaseAsync(RunAttempt run, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            Scope(run.TenantId),
            new Statement(
                $"""
                UPDATE runs SET state = 'requested', lease_until = NULL, worker = NULL, published_at = now()
                WHERE {Key} AND state = 'running' AND attempt = $4
                RETURNING 1
                """,
                [.. KeyOf(run), run.Attempt]),
            cancellationToken);

    /// <summary>Takes the run for one rendering; earlier takings lose their right to write.</summary>
    /// <returns>Null when the run has ended or is at another attempt.</returns>
    public Task<RenderWork?> BeginRenderAsync(RunAttempt run, string worker, TimeSpan lease, CancellationToken cancellationToken) =>
        database.SingleAsync(
            Scope(run.TenantId),
            new Statement(
                $"""
                WITH run AS (
                    UPDATE runs SET fence = fence + 1, worker = $5, lease_until = now() + $6, last_event = last_event + 1
                    WHERE {Key} AND state = 'running' AND attempt = $4
                    RETURNING *
                ), event AS ({InsertEvent(RunEventKind.Rendering, "'{}'::jsonb")})
                SELECT run.fence, p.name AS report_name, v.sql, v.parameters AS definitions, run.parameters, v.data_source_id,
                    EXISTS (SELECT FROM artifacts a WHERE a.tenant_id = $1 AND a.run_id = $3) AS already_rendered,
                    pg_notify('{RunSignals.Channel}', run.id::text)
                FROM run
                JOIN reports p ON p.tenant_id = run.tenant_id AND p.id = run.report_id
                JOIN report_versions v ON v.tenant_id = run.tenant_id AND v.report_id = run.report_id AND v.version = run.report_version
                """,
                [.. KeyOf(run), run.Attempt, worker, lease]),
            row => new RenderWork(
                new RunFence(run, row.Get<int>("fence")),
                row.Get<string>("report_name"),
                row.Get<string>("sql"),
                ReportStore.ReadParameters(row, "definitions"),
                row.GetJson("parameters"),
                row.Get<Guid>("data_source_id"),
                row.Get<bool>("already_rendered")),
            cancellationToken);

    /// <summary>Keeps the run, and tells how many rows it has reached.</summary>
    /// <returns>False when the run has ended or another has taken it: stop working.</returns>
    public Task<bool> RenewLeaseAsync(RunFence fence, TimeSpan lease, long? rows, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            Scope(fence.Run.TenantId),
            rows is null
                ? new Statement(
                    $"UPDATE runs SET lease_until = now() + $5 WHERE {Key} AND state = 'running' AND fence = $4 RETURNING 1",
                    [.. KeyOf(fence.Run), fence.Fence, lease])
                : new Statement(
                    $"""
                    WITH run AS (
                        UPDATE runs SET lease_until = now() + $5, last_event = last_event + 1
                        WHERE {Key} AND state = 'running' AND fence = $4
                        RETURNING *
                    ) {Record(RunEventKind.Progress, "jsonb_build_object('rows', $6::bigint)")}
                    """,
                    [.. KeyOf(fence.Run), fence.Fence, lease, rows]),
            cancellationToken);

    /// <summary>As <see cref="RenewLeaseAsync"/>, while deliveries are made: several at once keep the run together.</summary>
    public Task<bool> ExtendLeaseAsync(RunAttempt run, TimeSpan lease, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            Scope(run.TenantId),
            new Statement(
                $"""
                UPDATE runs SET lease_until = greatest(lease_until, now() + $5)
                WHERE {Key} AND state = 'running' AND attempt = $4 RETURNING 1
                """,
                [.. KeyOf(run), run.Attempt, lease]),
            cancellationToken);

    /// <summary>Records the file and one delivery for each recipient of the run's destinations, together.</summary>
    /// <returns>False when the run has ended or another has taken it: the file is not the run's.</returns>
    public Task<bool> CompleteRenderAsync(RunFence fence, RenderedFile file, TimeSpan lease, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            Scope(fence.Run.TenantId),
            new Statement(
                $"""
                WITH run AS (
                    UPDATE runs SET lease_until = now() + $5, last_event = last_event + 1
                    WHERE {Key} AND state = 'running' AND fence = $4
                    RETURNING *
                ), artifact AS (
                    INSERT INTO artifacts
                        (tenant_id, id, run_id, nominal_fire_at, file_name, format, content_type, content_encoding, path,
                         size_bytes, stored_bytes, row_count, sha256, created_at)
                    SELECT tenant_id, $6, id, nominal_fire_at, $7, $8, $9, $10, $11, $12, $13, $14, $15, now() FROM run
                    RETURNING *
                ), recipient AS (
                    SELECT t.id AS destination_id, t.kind, address
                    FROM run
                    JOIN destinations t ON t.tenant_id = run.tenant_id AND t.id = ANY (run.destination_ids) AND t.deleted_at IS NULL
                    CROSS JOIN LATERAL (
                        SELECT jsonb_array_elements_text(t.settings -> 'to') AS address WHERE t.kind = 'email'
                        UNION ALL
                        SELECT split_part(t.settings ->> 'url', '?', 1) WHERE t.kind = 'webhook'
                    ) AS addresses
                ), delivery AS (
                    INSERT INTO deliveries
                        (tenant_id, id, run_id, nominal_fire_at, destination_id, artifact_id, channel, recipient, state, message_id,
                         created_at, updated_at)
                    SELECT a.tenant_id, d.id, a.run_id, a.nominal_fire_at, r.destination_id, a.id, r.kind, r.address, 'pending',
                        d.id::text, now(), now()
                    FROM recipient r
                    CROSS JOIN artifact a
                    -- A stable id: the same recipient of the same artifact always gets the same.
                    CROSS JOIN LATERAL (SELECT md5(concat_ws('/', a.run_id, a.id, r.destination_id, r.address))::uuid AS id) AS d
                    ON CONFLICT DO NOTHING
                ) {Record(RunEventKind.Rendered, "jsonb_build_object('rows', $14::bigint, 'bytes', $12::bigint)")}
                """,
                [
                    .. KeyOf(fence.Run), fence.Fence, lease, Guid.CreateVersion7(), file.FileName, file.Format, file.ContentType,
                    file.ContentEncoding, file.Path, file.SizeBytes, file.StoredBytes, file.RowCount, file.Sha256,
                ]),
            cancellationToken);

    /// <summary>The deliveries of a run that are still to be made.</summary>
    public Task<List<Guid>> ListOpenDeliveriesAsync(RunAttempt run, CancellationToken cancellationToken) =>
        database.ListAsync(
            Scope(run.TenantId),
            new Statement(
                "SELECT id FROM deliveries WHERE tenant_id = $1 AND run_id = $2 AND state IN ('pending', 'sending') ORDER BY id",
                run.TenantId, run.RunId),
            row => row.Get<Guid>("id"),
            cancellationToken);

    /// <summary>Says that the rendering is tried again after a delay, and keeps the run until then.</summary>
    public Task<bool> PostponeRenderAsync(
        RunFence fence, RunError error, TimeSpan delay, TimeSpan lease, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            Scope(fence.Run.TenantId),
            new Statement(
                $"""
                WITH run AS (
                    UPDATE runs SET lease_until = now() + $5 + $6, last_event = last_event + 1
                    WHERE {Key} AND state = 'running' AND fence = $4
                    RETURNING *
                ) {Record(RunEventKind.Retrying, "jsonb_build_object('code', $7::text, 'message', $8::text, 'delaySeconds', extract(epoch FROM $5::interval))")}
                """,
                [.. KeyOf(fence.Run), fence.Fence, delay, lease, error.Code, error.Message]),
            cancellationToken);

    /// <summary>Ends the run without a result.</summary>
    public Task<bool> FailAsync(RunFence fence, RunError error, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            Scope(fence.Run.TenantId),
            new Statement(
                $"""
                WITH run AS (
                    UPDATE runs
                    SET state = 'failed', finished_at = now(), lease_until = NULL, error_code = $5, error_message = $6, last_event = last_event + 1
                    WHERE {Key} AND state = 'running' AND fence = $4
                    RETURNING *
                ) {Record(RunEventKind.Finished, "jsonb_build_object('state', state, 'code', $5::text, 'message', $6::text)")}
                """,
                [.. KeyOf(fence.Run), fence.Fence, error.Code, error.Message]),
            cancellationToken);

    /// <summary>Ends a rendered run: succeeded, or deliveryFailed when a delivery did not reach its recipient. Safe to repeat.</summary>
    /// <returns>The run's terminal state; null when it has none yet, because deliveries are open or it is at another attempt.</returns>
    public async Task<RunState?> FinishAsync(RunAttempt run, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            $"""
            WITH outcome AS (
                SELECT count(*) FILTER (WHERE state IN ('pending', 'sending')) AS open,
                       count(*) FILTER (WHERE state IN ('failed', 'unknown')) AS missed
                FROM deliveries WHERE tenant_id = $1 AND run_id = $3
            ), run AS (
                UPDATE runs r
                SET state = CASE WHEN outcome.missed > 0 THEN 'deliveryFailed' ELSE 'succeeded' END,
                    finished_at = now(), lease_until = NULL, last_event = last_event + 1
                FROM outcome
                WHERE {Key} AND r.state = 'running' AND r.attempt = $4 AND outcome.open = 0
                    AND EXISTS (SELECT FROM artifacts a WHERE a.tenant_id = $1 AND a.run_id = $3)
                RETURNING r.*
            ) {Record(RunEventKind.Finished, "jsonb_build_object('state', state)")}
            """,
            [.. KeyOf(run), run.Attempt]);
        var finished = await database.ListAsync(Scope(run.TenantId), statement, row => row.GetEnum<RunState>("state"), cancellationToken);
        if (finished.Count > 0) return finished[0];

        var states = await database.ListAsync(
            Scope(run.TenantId),
            new Statement($"SELECT state FROM runs WHERE {Key} AND finished_at IS NOT NULL", [.. KeyOf(run)]),
            row => row.GetEnum<RunState>("state"),
            cancellationToken);
        return states.Count > 0 ? states[0] : null;
    }

    internal static TenantScope Scope(Guid tenantId) => new(tenantId, Actor);

    internal static object[] KeyOf(RunAttempt run) => [run.TenantId, RunId.NominalFireAt(run.RunId), run.RunId];

    internal static string InsertEvent(string kind, string data) =>
        $"""
        INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
        SELECT tenant_id, id, nominal_fire_at, last_event, now(), '{kind}', {data} FROM run
        """;

    private static string Record(string kind, string data) =>
        $", event AS ({InsertEvent(kind, data)}) SELECT run.attempt, run.state, pg_notify('{RunSignals.Channel}', run.id::text) FROM run";
}
