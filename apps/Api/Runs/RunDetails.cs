using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Deliveries;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Api.Runs;

/// <summary>Reads a run with its artifacts and deliveries; one that will never change again comes from the cache.</summary>
internal sealed class RunDetails(RunStore runs, ArtifactStore artifacts, DeliveryStore deliveries, RunCache cache)
{
    private static readonly PageRequest FirstPage = PageRequest.TryParse(PageRequest.MaxLimit, cursor: null)!;

    /// <returns>Null when there is none with this id.</returns>
    public async Task<Run?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        await cache.FindAsync(scope.TenantId, id, cancellationToken) ?? await ReadAsync(scope, id, cancellationToken);

    /// <summary>Reads it from the ledger, and caches it if it is settled.</summary>
    public async Task<Run?> ReadAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        // The run first: what its end implies for the deliveries is then in what is read of them.
        var run = await runs.FindAsync(scope, id, cancellationToken);
        if (run is null) return null;

        var files = await artifacts.ListOfRunAsync(scope, id, cancellationToken);
        var sent = await deliveries.ListAsync(scope, new DeliveryFilter(id, State: null), FirstPage, cancellationToken);
        run = run with { Artifacts = files, Deliveries = sent.Items };

        // A delivery that was being made when its run was cancelled is still to be decided.
        var isSettled = run.State.IsTerminal()
            && sent.NextCursor is null
            && !sent.Items.Any(delivery => delivery.State is DeliveryState.Pending or DeliveryState.Sending);
        if (isSettled) await cache.SaveAsync(scope.TenantId, run, cancellationToken);
        return run;
    }
}
