using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Worker.Admission;

namespace ReportScheduler.Worker.Runs;

/// <summary>What follows from the end of a run.</summary>
internal sealed partial class RunEnding(
    FinishedRuns finished, RunAdmission admission, WorkerMetrics metrics, WorkerIdentity worker, ILogger<RunEnding> logger)
{
    /// <summary>Tells those who wait for the run, and takes the runs that have waited for its room.</summary>
    public async Task EndedAsync(RunAttempt run, RunState state, bool moreWaiting)
    {
        if (moreWaiting) admission.Pull();
        await finished.PublishAsync(new RunFinished(run.TenantId, run.RunId, state, run.Attempt), worker.Drained);
        // Not before: when the broker is away the activity comes here again.
        metrics.Finished(state);
        RunEnded(logger, run.RunId, run.TenantId, state);
    }

    // Read by the queries of infra/modules/monitoring: outcomes by tenant, for which a metric would have no bound.
    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of tenant {TenantId} ended {State}")]
    private static partial void RunEnded(ILogger logger, Guid runId, Guid tenantId, RunState state);
}
