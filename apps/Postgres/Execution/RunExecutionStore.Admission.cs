using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Execution;

/// <summary>Whose turn it is, as far as this worker has come.</summary>
/// <param name="Tenant">The tenant served last; null before the first.</param>
/// <param name="Served">How many runs of it were taken one after the other.</param>
public sealed record TenantTurn(Guid? Tenant, int Served)
{
    /// <summary>Before anybody was served.</summary>
    public static readonly TenantTurn First = new(null, 0);

    /// <summary>The turn after some runs were taken.</summary>
    public TenantTurn After(IReadOnlyList<RunAttempt> taken)
    {
        if (taken.Count == 0) return this;

        var last = taken[^1].TenantId;
        var served = 1;
        while (served < taken.Count && taken[^(served + 1)].TenantId == last) served++;
        return served == taken.Count && last == Tenant ? new TenantTurn(last, Served + served) : new TenantTurn(last, served);
    }
}

/// <summary>How workers come by runs. Who is next is decided in the database, by the tenants' turns and limits.</summary>
public sealed partial class RunExecutionStore
{
    /// <summary>Takes requested runs for a worker.</summary>
    /// <param name="count">1 to 1000.</param>
    /// <returns>Fewer than asked for when no more may be taken now: none waits, or a limit is reached.</returns>
    public Task<List<RunAttempt>> TakeAsync(
        string worker, TimeSpan lease, int count, TenantTurn turn, CancellationToken cancellationToken) =>
        database.ListAsync(
            new Statement(
                "SELECT tenant_id, run_id, attempt FROM take_runs($1, $2, $3, $4::uuid, $5)", worker, lease, count, turn.Tenant, turn.Served),
            row => new RunAttempt(row.Get<Guid>("tenant_id"), row.Get<Guid>("run_id"), row.Get<int>("attempt")),
            cancellationToken);

    /// <summary>What is needed to render runs that were just taken; one that has ended meanwhile is missing.</summary>
    public Task<List<RenderWork>> LoadAsync(IReadOnlyCollection<RunAttempt> runs, CancellationToken cancellationToken) =>
        database.ListAsync(
            runs.GroupBy(run => run.TenantId).Select(tenant => (
                Scope(tenant.Key),
                new Statement(
                    $"""
                    SELECT {RenderWork.Columns}
                    FROM unnest($1::timestamptz[], $2::uuid[], $3::int[]) AS taken (nominal_fire_at, id, attempt)
                    JOIN runs run ON run.tenant_id = $4 AND run.nominal_fire_at = taken.nominal_fire_at AND run.id = taken.id
                        AND run.attempt = taken.attempt
                    {RenderWork.Joins}
                    WHERE run.state || '' = 'running'
                    """,
                    tenant.Select(run => RunId.NominalFireAt(run.RunId).UtcDateTime).ToArray(),
                    tenant.Select(run => run.RunId).ToArray(),
                    tenant.Select(run => run.Attempt).ToArray(),
                    tenant.Key))),
            (row, scope) => RenderWork.Read(row, scope.TenantId, isAnnounced: false),
            cancellationToken);

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
}
