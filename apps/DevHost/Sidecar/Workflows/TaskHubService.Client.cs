using System.Diagnostics;
using Dapr.Workflow.Protocol;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>The calls of workflow clients.</summary>
internal sealed partial class TaskHubService
{
    private const string NoSuchInstance = "no such instance exists";

    public override async Task<CreateInstanceResponse> StartInstance(CreateInstanceRequest request, ServerCallContext context)
    {
        var scheduled = request.ScheduledStartTimestamp;
        if (request.InstanceId.Length == 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "an instance ID is required"));
        if (scheduled is not null && !Instants.IsValid(scheduled))
            throw new RpcException(new Status(StatusCode.InvalidArgument, "the scheduled start is no valid time"));

        var router = new TaskRouter { SourceAppId = hub.AppId };
        var start = HistoryEvents.ExecutionStarted(hub.Time.GetUtcNow(), request.InstanceId, router, new()
        {
            Name = request.Name,
            Input = request.Input,
            ScheduledStartTimestamp = scheduled,
            ParentTraceContext = request.ParentTraceContext ?? TraceOf(context),
        });
        var created = hub.TryCreate(start, parent: null)
            ?? throw new RpcException(new Status(StatusCode.AlreadyExists, TaskHub.AlreadyExists(request.InstanceId)));
        created.Start();
        if (scheduled is null)
            await WaitAsync(request.InstanceId, HasStarted, payloads: false, context);
        return new CreateInstanceResponse { InstanceId = request.InstanceId };
    }

    public override Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context)
    {
        var state = hub.Find(request.InstanceId)?.Describe(request.GetInputsAndOutputs);
        return Task.FromResult(new GetInstanceResponse { Exists = state is not null, WorkflowState = state });
    }

    public override async Task<GetInstanceResponse> WaitForInstanceStart(GetInstanceRequest request, ServerCallContext context)
    {
        var state = await WaitAsync(request.InstanceId, HasStarted, request.GetInputsAndOutputs, context);
        return new GetInstanceResponse { Exists = true, WorkflowState = state };
    }

    public override async Task<GetInstanceResponse> WaitForInstanceCompletion(GetInstanceRequest request, ServerCallContext context)
    {
        var state = await WaitAsync(request.InstanceId, HasEnded, request.GetInputsAndOutputs, context);
        return new GetInstanceResponse { Exists = true, WorkflowState = state };
    }

    public override Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context)
    {
        var raised = HistoryEvents.Message(hub.Time.GetUtcNow());
        raised.EventRaised = new() { Name = request.Name, Input = request.Input };
        Post(request.InstanceId, raised, NoSuchInstance);
        return Task.FromResult(new RaiseEventResponse());
    }

    public override async Task<TerminateResponse> TerminateInstance(TerminateRequest request, ServerCallContext context)
    {
        var terminated = HistoryEvents.Terminated(hub.Time.GetUtcNow(), request.Output, request.Recursive);
        Post(request.InstanceId, terminated, $"failed to submit termination request: {NoSuchInstance}");
        await WaitAsync(request.InstanceId, HasEnded, payloads: false, context);
        return new TerminateResponse();
    }

    public override async Task<SuspendResponse> SuspendInstance(SuspendRequest request, ServerCallContext context)
    {
        var suspended = HistoryEvents.Message(hub.Time.GetUtcNow());
        suspended.ExecutionSuspended = new() { Input = request.Reason };
        Post(request.InstanceId, suspended, NoSuchInstance);
        await WaitAsync(
            request.InstanceId, status => status == WorkflowStatus.Suspended || HasEnded(status), payloads: false, context);
        return new SuspendResponse();
    }

    public override async Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context)
    {
        var resumed = HistoryEvents.Message(hub.Time.GetUtcNow());
        resumed.ExecutionResumed = new() { Input = request.Reason };
        Post(request.InstanceId, resumed, NoSuchInstance);
        await WaitAsync(
            request.InstanceId, status => status == WorkflowStatus.Running || HasEnded(status), payloads: false, context);
        return new ResumeResponse();
    }

    public override Task<PurgeInstancesResponse> PurgeInstances(PurgeInstancesRequest request, ServerCallContext context)
    {
        if (!request.HasInstanceId)
            throw new RpcException(new Status(StatusCode.Unimplemented, "multi-instance purge is not implemented"));
        var instance = hub.Find(request.InstanceId) ?? throw TaskHub.Fault($"failed to purge workflow state: {NoSuchInstance}");
        var purged = hub.Purge(instance, request.Recursive, request.Force);
        return Task.FromResult(new PurgeInstancesResponse { DeletedInstanceCount = purged });
    }

    public override Task<ListInstanceIDsResponse> ListInstanceIDs(ListInstanceIDsRequest request, ServerCallContext context)
    {
        var pageSize = request.PageSize is > 0 and <= int.MaxValue ? (int)request.PageSize : int.MaxValue;
        return Task.FromResult(hub.List(request.ContinuationToken, pageSize));
    }

    public override Task<GetInstanceHistoryResponse> GetInstanceHistory(GetInstanceHistoryRequest request, ServerCallContext context)
    {
        var instance = hub.Find(request.InstanceId)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"workflow instance '{request.InstanceId}' not found"));
        var response = new GetInstanceHistoryResponse();
        response.Events.AddRange(instance.History());
        return Task.FromResult(response);
    }

    private static bool HasStarted(WorkflowStatus status) => status != WorkflowStatus.Pending;

    private static bool HasEnded(WorkflowStatus status) => status
        is WorkflowStatus.Completed or WorkflowStatus.Failed or WorkflowStatus.Terminated or WorkflowStatus.Canceled;

    private static TraceContext? TraceOf(ServerCallContext context)
    {
        var parent = context.RequestHeaders.GetValue("traceparent");
        var state = context.RequestHeaders.GetValue("tracestate");
        return ActivityContext.TryParse(parent, state, out var trace)
            ? new TraceContext { TraceParent = parent, SpanId = trace.SpanId.ToHexString(), TraceState = state }
            : null;
    }

    private void Post(string instanceId, HistoryEvent message, string otherwise)
    {
        if (!hub.TryPost(instanceId, message))
            throw TaskHub.Fault(otherwise);
    }

    private async Task<WorkflowState> WaitAsync(
        string instanceId, Func<WorkflowStatus, bool> until, bool payloads, ServerCallContext context)
    {
        WorkflowState? state = null;
        await WhileServingAsync(
            context, async cancellation => state = await hub.WaitAsync(instanceId, until, payloads, cancellation));
        return state!;
    }
}
