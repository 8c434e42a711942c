namespace ReportScheduler.Postgres.Execution;

/// <summary>A run that has ended, in whose folder of the artifact store lost takings may have left files.</summary>
/// <param name="KeptPath">Where one of its artifacts is, beside which all others are; null: nothing is kept.</param>
public sealed record Leftover(Guid TenantId, Guid RunId, string? KeptPath);

/// <summary>What ended runs may have left in the artifact store beside their artifacts, of all tenants.</summary>
public sealed class LeftoverStore(TenantDatabase database)
{
    // What a worker took and has not removed by then, another takes.
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(15);

    /// <summary>Takes some.</summary>
    /// <param name="settle">How long a run must have ended: as long as one that does not know yet may write.</param>
    public Task<List<Leftover>> TakeAsync(int count, TimeSpan settle, CancellationToken cancellationToken) =>
        database.ListAsync(
            new Statement("SELECT tenant_id, run_id, kept_path FROM take_leftovers($1, $2, $3)", count, settle, AgainAfter),
            row => new Leftover(row.Get<Guid>("tenant_id"), row.Get<Guid>("run_id"), row.GetText("kept_path")),
            cancellationToken);

    /// <summary>Records that nothing is left over of a run.</summary>
    public Task CompleteAsync(Leftover leftover, CancellationToken cancellationToken) =>
        database.ListAsync(
            RunExecutionStore.Scope(leftover.TenantId),
            new Statement("DELETE FROM leftovers WHERE tenant_id = $1 AND run_id = $2", leftover.TenantId, leftover.RunId),
            _ => true,
            cancellationToken);
}
