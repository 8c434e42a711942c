using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Worker.Admission;

namespace ReportScheduler.Worker.Runs;

/// <summary>What follows from the end of a run.</summary>
internal sealed class RunEnding(FinishedRuns finished, RunAdmission admission, WorkerIdentity worker)
{
    /// <summary>Tells those who wait for the run, and takes the runs that have waited for its room.</summary>
    public async Task EndedAsync(RunAttempt run, RunState state, bool moreWaiting)
    {
        if (moreWaiting) admission.Pull();
        await finished.PublishAsync(new RunFinished(run.TenantId, run.RunId, state, run.Attempt), worker.Drained);
    }
}
