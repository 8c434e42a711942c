using Dapr.Workflow;
using Microsoft.Extensions.Options;
using ReportScheduler.Delivery;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.ServiceDefaults.Telemetry;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Delivering;

internal sealed record DeliverInput(RunAttempt Run, Guid DeliveryId);

/// <param name="RetryAfter">Set when the recipient could not take it now and is to be asked again.</param>
internal sealed record DeliverResult(TimeSpan? RetryAfter)
{
    public static readonly DeliverResult Done = new((TimeSpan?)null);
}

/// <summary>Makes one attempt at one delivery. What is to be sent is committed as <c>sending</c> before the effect.</summary>
internal sealed class Deliver(
    RunExecutionStore runs,
    DeliveryExecutionStore deliveries,
    EmailDelivery email,
    WebhookDelivery webhook,
    WorkerMetrics metrics,
    WorkerIdentity worker,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<Deliver> logger) : WorkflowActivity<DeliverInput, DeliverResult>
{
    private readonly WorkerOptions _options = options.Value;

    public override async Task<DeliverResult> RunAsync(WorkflowActivityContext context, DeliverInput input)
    {
        using var scope = logger.BeginRun(input.Run.TenantId, input.Run.RunId);
        var work = await deliveries.BeginAsync(input.Run, input.DeliveryId, worker.Name, _options.Lease, worker.Drained);
        if (work is null) return DeliverResult.Done;
        var start = time.GetTimestamp();

        await using var lease = RunLease.Start(
            cancellationToken => runs.ExtendLeaseAsync(input.Run, _options.Lease, cancellationToken), options, time, worker.Drained);
        try
        {
            var outcome = work.Channel == DestinationKind.Email
                ? await email.SendAsync(work, lease.Token)
                : await webhook.SendAsync(work, lease.Token);
            return await RecordAsync(work, outcome, start);
        }
        catch (OperationCanceledException) when (lease.IsLost)
        {
            return DeliverResult.Done;
        }
    }

    private async Task<DeliverResult> RecordAsync(DeliveryWork work, DeliveryOutcome outcome, long start)
    {
        (DeliveryState State, RunError? Error, TimeSpan? Delay) result = outcome switch
        {
            DeliveryOutcome.Delivered => (DeliveryState.Delivered, null, null),
            DeliveryOutcome.Retry retry when work.Attempt < _options.MaxDeliveryAttempts =>
                (DeliveryState.Pending, new RunError(retry.Code, retry.Message), Longer(retry.RetryAfter, _options.RetryDelay(work.Attempt))),
            DeliveryOutcome.Retry retry => (DeliveryState.Failed, new RunError(retry.Code, retry.Message), null),
            DeliveryOutcome.Failed failed => (DeliveryState.Failed, new RunError(failed.Code, failed.Message), null),
            DeliveryOutcome.Unknown unknown => (DeliveryState.Unknown, new RunError(unknown.Code, unknown.Message), null),
            _ => throw new InvalidOperationException($"An outcome that is not known: {outcome.GetType().Name}."),
        };
        // What has happened is recorded even while the process is being stopped.
        if (await deliveries.CompleteAsync(work.Fence, result.State, result.Error, result.Delay, _options.Lease, CancellationToken.None)
            && result.State == DeliveryState.Delivered)
            metrics.Delivered(work.SinceRendered + time.GetElapsedTime(start), work.Channel);
        return new DeliverResult(result.Delay);
    }

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan own) => asked > own ? asked.Value : own;
}
