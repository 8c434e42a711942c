using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Execution;

/// <summary>Names one taking of a run by a workflow: it may act only while the run is still at this attempt.</summary>
public sealed record RunAttempt(Guid TenantId, Guid RunId, int Attempt);

/// <summary>Names one taking of a run by an activity: its writes are refused once another took the run.</summary>
public sealed record RunFence(RunAttempt Run, int Fence);

/// <summary>A run that has reached its terminal state.</summary>
/// <param name="MoreWaiting">The tenant has runs that wait for a worker.</param>
public sealed record EndedRun(RunState State, bool MoreWaiting);

/// <summary>A file that a worker has rendered and stored.</summary>
/// <param name="Section">The query it holds, where a file of its format can hold only one; null: all of them.</param>
public sealed record RenderedFile(
    string FileName, string Format, string ContentType, string? ContentEncoding, string Path, long SizeBytes, long StoredBytes, long RowCount, string Sha256,
    string? Section = null);

/// <summary>
/// The state changes of a run while workers have it. Each is one statement that names the state, attempt or fence it
/// expects, writes its event, and tells by its result whether it still held.
/// </summary>
public sealed partial class RunExecutionStore(TenantDatabase database)
{
    /// <summary>The actor in audit and events when no person acts.</summary>
    public const string Actor = "worker";

    private const string Key = "tenant_id = $1 AND nominal_fire_at = $2 AND id = $3";

    // A run that ends makes room under the limits; what waited for it may have no message left to wake a worker.
    private const string MoreWaiting =
        "EXISTS (SELECT FROM runs w WHERE w.tenant_id = $1 AND w.state = 'requested') AS more_waiting";

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
                SELECT {RenderWork.Columns}, pg_notify('{RunSignals.Channel}', run.id::text)
                FROM run {RenderWork.Joins}
                """,
                [.. KeyOf(run), run.Attempt, worker, lease]),
            row => RenderWork.Read(row, run.TenantId, isAnnounced: true),
            cancellationToken);

    /// <summary>Keeps the run, and tells how many rows it has reached.</summary>
    /// <param name="rows">Null when nothing is to be told.</param>
    /// <param name="announce">Tells first of all that the rendering has begun.</param>
    /// <returns>False when the run has ended or another has taken it: stop working.</returns>
    public Task<bool> RenewLeaseAsync(RunFence fence, TimeSpan lease, long? rows, bool announce, CancellationToken cancellationToken)
    {
        var (kind, data) = announce
            ? (RunEventKind.Rendering, "'{}'::jsonb")
            : (RunEventKind.Progress, "jsonb_build_object('rows', $6::bigint)");
        return database.ChangesAsync(
            Scope(fence.Run.TenantId),
            rows is null && !announce
                ? new Statement(
                    $"UPDATE runs SET lease_until = now() + $5 WHERE {Key} AND state = 'running' AND fence = $4 RETURNING 1",
                    [.. KeyOf(fence.Run), fence.Fence, lease])
                : new Statement(
                    $"""
                    WITH run AS (
                        UPDATE runs SET lease_until = now() + $5, last_event = last_event + 1
                        WHERE {Key} AND state = 'running' AND fence = $4
                        RETURNING *
                    ) {Record(kind, data)}
                    """,
                    announce ? [.. KeyOf(fence.Run), fence.Fence, lease] : [.. KeyOf(fence.Run), fence.Fence, lease, rows]),
            cancellationToken);
    }

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
    /// <param name="bound">What the run has bound; null when it did not come to that.</param>
    /// <returns>Null when the run has ended or another has taken it.</returns>
    public Task<EndedRun?> FailAsync(RunFence fence, RunError error, BoundValues? bound, CancellationToken cancellationToken) =>
        EndAsync(
            fence.Run,
            $"""
            WITH run AS (
                UPDATE runs
                SET state = 'failed', finished_at = now(), lease_until = NULL, error_code = $5, error_message = $6, bound = $7::jsonb,
                    last_event = last_event + 1
                WHERE {Key} AND state = 'running' AND fence = $4
                RETURNING *
            ) {Record(RunEventKind.Finished, "jsonb_build_object('state', state, 'code', $5::text, 'message', $6::text)")}
            """,
            [.. KeyOf(fence.Run), fence.Fence, error.Code, error.Message, Bound(bound)],
            cancellationToken);

    /// <summary>Ends a rendered run: succeeded, or deliveryFailed when a delivery did not reach its recipient. Safe to repeat.</summary>
    /// <returns>How the run ended; null when it has not yet, because deliveries are open or it is at another attempt.</returns>
    public async Task<EndedRun?> FinishAsync(RunAttempt run, CancellationToken cancellationToken) =>
        await EndAsync(
            run,
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
            [.. KeyOf(run), run.Attempt],
            cancellationToken)
        ?? await EndAsync(
            run,
            $"SELECT state, {MoreWaiting} FROM runs WHERE {Key} AND finished_at IS NOT NULL",
            KeyOf(run),
            cancellationToken);

    private Task<EndedRun?> EndAsync(RunAttempt run, string sql, object[] arguments, CancellationToken cancellationToken) =>
        database.SingleAsync(
            Scope(run.TenantId),
            new Statement(sql, arguments),
            row => new EndedRun(row.GetEnum<RunState>("state"), row.Get<bool>("more_waiting")),
            cancellationToken);

    /// <summary>A tenant as workers act for it.</summary>
    public static TenantScope Scope(Guid tenantId) => new(tenantId, Actor);

    internal static object[] KeyOf(RunAttempt run) => [run.TenantId, RunId.NominalFireAt(run.RunId), run.RunId];

    internal static string InsertEvent(string kind, string data) =>
        $"""
        INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
        SELECT tenant_id, id, nominal_fire_at, last_event, now(), '{kind}', {data} FROM run
        """;

    private static string Record(string kind, string data) =>
        $", event AS ({InsertEvent(kind, data)}) SELECT run.state, {MoreWaiting}, pg_notify('{RunSignals.Channel}', run.id::text) FROM run";
}
