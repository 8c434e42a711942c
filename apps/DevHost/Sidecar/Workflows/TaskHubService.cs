using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>
/// TaskHubSidecarService as daprd 1.16 and later serve it. What is not overridden is answered with Unimplemented.
/// </summary>
internal sealed partial class TaskHubService(TaskHub hub, IHostApplicationLifetime lifetime)
    : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    public override Task<Empty> Hello(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task GetWorkItems(
        GetWorkItemsRequest request, IServerStreamWriter<WorkItem> responseStream, ServerCallContext context)
    {
        var worker = context.RequestHeaders.GetValue("user-agent") ?? context.Peer;
        await WhileServingAsync(context, cancellation => hub.Work.ServeAsync(responseStream, worker, cancellation));
    }

    public override Task<CompleteTaskResponse> CompleteOrchestratorTask(WorkflowResponse request, ServerCallContext context) =>
        hub.Find(request.InstanceId)?.TryComplete(request) == true
            ? Task.FromResult(new CompleteTaskResponse())
            : throw TaskHub.Fault($"unknown instance ID: {request.InstanceId}");

    public override Task<CompleteTaskResponse> CompleteActivityTask(ActivityResponse request, ServerCallContext context) =>
        hub.TryComplete(request)
            ? Task.FromResult(new CompleteTaskResponse())
            : throw TaskHub.Fault($"unknown instance ID/task ID combo: {request.InstanceId}/{request.TaskId}");

    private async Task WhileServingAsync(ServerCallContext context, Func<CancellationToken, Task> call)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, hub.Stopping, lifetime.ApplicationStopping);
        try
        {
            await call(serving.Token);
        }
        catch (Exception ending) when (ending is OperationCanceledException || serving.IsCancellationRequested)
        {
            throw new RpcException(Ending(context));
        }
    }

    private Status Ending(ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested)
            return new Status(StatusCode.Cancelled, "the caller has gone");
        return hub.Stopping.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested
            ? new Status(StatusCode.Unavailable, "the sidecar is shutting down")
            : new Status(StatusCode.Unknown, "timed out while sending work item");
    }
}
