using Dapr.Workflow;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Worker.Delivering;
using ReportScheduler.Worker.Rendering;

namespace ReportScheduler.Worker.Runs;

/// <summary>
/// One attempt at a run: render, deliver, finish. It carries ids only; the ledger holds the state, and every activity
/// finds there whether it still has to do anything.
/// </summary>
internal sealed class ExecuteRun : Workflow<RunAttempt, object?>
{
    // For an activity that throws: the database or the store is away, or the process ends. What a tenant's source or a
    // recipient does wrong is a result, not an exception.
    private static readonly WorkflowTaskOptions Retry = new(new WorkflowRetryPolicy(
        maxNumberOfAttempts: 10,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromSeconds(30)));

    public override async Task<object?> RunAsync(WorkflowContext context, RunAttempt input)
    {
        var rendering = await RenderAsync(context, input);
        if (rendering.Ended) return null;
        await Task.WhenAll(rendering.Deliveries.Select(delivery => DeliverAsync(context, input, delivery)));
        await context.CallActivityAsync(nameof(Finish), input, Retry);
        return null;
    }

    private static async Task<RenderResult> RenderAsync(WorkflowContext context, RunAttempt run)
    {
        for (var tries = 1; ; tries++)
        {
            var result = await context.CallActivityAsync<RenderResult>(nameof(Render), new RenderInput(run, tries), Retry);
            if (result.RetryAfter is not { } delay) return result;
            await context.CreateTimer(delay);
        }
    }

    private static async Task DeliverAsync(WorkflowContext context, RunAttempt run, Guid deliveryId)
    {
        while (true)
        {
            var result = await context.CallActivityAsync<DeliverResult>(nameof(Deliver), new DeliverInput(run, deliveryId), Retry);
            if (result.RetryAfter is not { } delay) return;
            await context.CreateTimer(delay);
        }
    }
}
