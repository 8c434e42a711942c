using Dapr.Client;
using Dapr.Workflow;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Worker.Runs;

/// <summary>Writes the run's terminal state, if it has none, and tells those who wait for it.</summary>
internal sealed class Finish(RunExecutionStore runs, DaprClient dapr, WorkerIdentity worker) : WorkflowActivity<RunAttempt, object?>
{
    public override async Task<object?> RunAsync(WorkflowActivityContext context, RunAttempt input)
    {
        if (await runs.FinishAsync(input, worker.Drained) is not { } state) return null;

        await dapr.PublishEventAsync(
            DaprNames.PubSub, DaprNames.RunsFinished, new RunFinished(input.TenantId, input.RunId, state, input.Attempt), worker.Drained);
        return null;
    }
}
