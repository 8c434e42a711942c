using Dapr.Workflow;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.ServiceDefaults.Telemetry;

namespace ReportScheduler.Worker.Runs;

/// <summary>Writes the run's terminal state, if it has none, and tells those who wait for it.</summary>
internal sealed class Finish(RunExecutionStore runs, RunEnding ending, WorkerIdentity worker, ILogger<Finish> logger)
    : WorkflowActivity<RunAttempt, object?>
{
    public override async Task<object?> RunAsync(WorkflowActivityContext context, RunAttempt input)
    {
        using var scope = logger.BeginRun(input.TenantId, input.RunId);
        if (await runs.FinishAsync(input, worker.Drained) is { } ended)
            await ending.EndedAsync(input, ended.State, ended.MoreWaiting);
        return null;
    }
}
