using Dapr.Workflow;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Worker.Runs;

/// <summary>Writes the run's terminal state, if it has none, and tells those who wait for it.</summary>
internal sealed class Finish(RunExecutionStore runs, RunEnding ending, WorkerIdentity worker) : WorkflowActivity<RunAttempt, object?>
{
    public override async Task<object?> RunAsync(WorkflowActivityContext context, RunAttempt input)
    {
        if (await runs.FinishAsync(input, worker.Drained) is { } ended)
            await ending.EndedAsync(input, ended.State, ended.MoreWaiting);
        return null;
    }
}
