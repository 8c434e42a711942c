using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Dapr.Workflow.Sidecar;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>
/// Reports outcomes. What the sidecar does not take is forgotten: it has given the item to somebody else, or will deliver it again.
/// </summary>
internal sealed partial class CompletionSender(
    TaskHubSidecarService.TaskHubSidecarServiceClient taskHub,
    TimeProvider time,
    ILogger<CompletionSender> logger)
{
    private const int Attempts = 5;

    public async Task SendAsync(WorkflowResponse response, CancellationToken abandoned)
    {
        // The name every version knows; 1.18 added CompleteWorkflowTask for the same.
        var error = await TryAsync(options => taskHub.CompleteOrchestratorTaskAsync(response, options), abandoned);
        if (error?.StatusCode == StatusCode.ResourceExhausted)
        {
            var failed = new WorkflowResponse { InstanceId = response.InstanceId, CompletionToken = response.CompletionToken };
            var id = response.Actions.Select(action => action.Id).DefaultIfEmpty(0).Max() + 1;
            failed.Actions.Add(TurnEnd.Failed(id, TooLarge(response.CalculateSize())));
            error = await TryAsync(options => taskHub.CompleteOrchestratorTaskAsync(failed, options), abandoned);
        }

        if (error is not null)
            LogNotTaken(error, "workflow turn", response.InstanceId);
    }

    public async Task SendAsync(ActivityResponse response, CancellationToken abandoned)
    {
        var error = await TryAsync(options => taskHub.CompleteActivityTaskAsync(response, options), abandoned);
        if (error?.StatusCode == StatusCode.ResourceExhausted)
        {
            var size = response.CalculateSize();
            response.Result = null;
            response.FailureDetails = Failures.FromException(TooLarge(size));
            error = await TryAsync(options => taskHub.CompleteActivityTaskAsync(response, options), abandoned);
        }

        if (error is not null)
            LogNotTaken(error, "activity", response.InstanceId);
    }

    /// <returns>The last error; null when the sidecar took the outcome.</returns>
    private async Task<RpcException?> TryAsync(
        Func<CallOptions, AsyncUnaryCall<CompleteTaskResponse>> call, CancellationToken abandoned)
    {
        var delay = new ReconnectDelay();
        for (var attempt = 1; ; attempt++)
        {
            abandoned.ThrowIfCancellationRequested();
            try
            {
                await call(new CallOptions(deadline: Deadline.In(Deadline.Usual), cancellationToken: abandoned));
                return null;
            }
            catch (RpcException error)
            {
                abandoned.ThrowIfCancellationRequested();
                if (attempt == Attempts || !SidecarErrors.IsTransient(error))
                    return error;
            }

            await Task.Delay(delay.Next(), time, abandoned);
        }
    }

    private static WorkflowCodeException TooLarge(int size) => new(
        WorkflowCodeException.TooLarge,
        $"The outcome of {size} bytes is larger than the sidecar accepts; pass ids instead of payloads, or raise its --max-body-size.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sidecar did not take the outcome of a {Kind} of instance {InstanceId}")]
    private partial void LogNotTaken(Exception error, string kind, string instanceId);
}
