using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.IntegrationTests.Ledger;

internal static class Admissions
{
    /// <summary>Takes a run, and whatever else waits.</summary>
    /// <returns>The attempt; null when the run is not waiting.</returns>
    public static async Task<RunAttempt?> AdmitAsync(
        this RunExecutionStore runs, Guid tenantId, Guid runId, string worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        var taken = await runs.TakeAsync(worker, lease, 1000, TenantTurn.First, cancellationToken);
        return taken.SingleOrDefault(run => run.TenantId == tenantId && run.RunId == runId);
    }

    /// <summary>Records a rendering that was announced.</summary>
    /// <returns>False when the run has ended or another has taken it.</returns>
    public static async Task<bool> CompleteRenderAsync(
        this RunExecutionStore runs, RunFence fence, RenderedFile file, TimeSpan lease, CancellationToken cancellationToken) =>
        await runs.CompleteRenderAsync(fence, [file], lease, announce: false, cancellationToken) is not null;

    /// <summary>Records a rendering whose files are kept as long as the platform does.</summary>
    public static Task<RenderedRun?> CompleteRenderAsync(
        this RunExecutionStore runs, RunFence fence, IReadOnlyList<RenderedFile> files, TimeSpan lease, bool announce, CancellationToken cancellationToken) =>
        runs.CompleteRenderAsync(fence, files, bound: null, retention: null, TimeSpan.FromDays(90), lease, announce, cancellationToken);

    /// <summary>Ends a run that has bound nothing.</summary>
    public static Task<EndedRun?> FailAsync(this RunExecutionStore runs, RunFence fence, RunError error, CancellationToken cancellationToken) =>
        runs.FailAsync(fence, error, bound: null, cancellationToken);

    public static Task<bool> RenewLeaseAsync(
        this RunExecutionStore runs, RunFence fence, TimeSpan lease, long? rows, CancellationToken cancellationToken) =>
        runs.RenewLeaseAsync(fence, lease, rows, announce: false, cancellationToken);
}
