using System.Collections.Concurrent;
using System.Threading.Channels;
using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

/// <summary>The sidecar's end of the workflow protocol: sends the items a test gives it and keeps what the worker answers.</summary>
internal sealed class ScriptedTaskHub : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    private readonly Channel<WorkItem> items = Channel.CreateUnbounded<WorkItem>();
    private readonly Channel<ActivityResponse> activities = Channel.CreateUnbounded<ActivityResponse>();
    private readonly Channel<WorkflowResponse> turns = Channel.CreateUnbounded<WorkflowResponse>();
    private int openStreams;
    private int sent;
    private int hellos;
    private int completionCalls;

    /// <summary>The errors the next completions, raised events and client calls end with, one each.</summary>
    public ConcurrentQueue<RpcException> Errors { get; } = new();

    public ConcurrentQueue<RecordedCall> Calls { get; } = new();

    public ConcurrentQueue<object> Requests { get; } = new();

    public Func<object, object>? Answer { get; set; }

    public int OpenStreams => Volatile.Read(ref openStreams);

    public int Sent => Volatile.Read(ref sent);

    public int Hellos => Volatile.Read(ref hellos);

    public int CompletionCalls => Volatile.Read(ref completionCalls);

    public void Send(WorkItem item) => items.Writer.TryWrite(item);

    public void SendActivity(int taskId, string name, string input = "", string instanceId = "instance") => Send(new WorkItem
    {
        CompletionToken = $"token-{taskId}",
        ActivityRequest = new() { Name = name, Input = input, TaskId = taskId, WorkflowInstance = new() { InstanceId = instanceId } },
    });

    public void SendStart(string instanceId, string name, string input = "") => Send(new WorkItem
    {
        WorkflowRequest = new()
        {
            InstanceId = instanceId,
            NewEvents =
            {
                new HistoryEvent { EventId = -1, WorkflowStarted = new() },
                new HistoryEvent { EventId = -1, ExecutionStarted = new() { Name = name, Input = input } },
            },
        },
    });

    public bool HasActivityResult => activities.Reader.TryPeek(out _);

    public bool HasTurnResult => turns.Reader.TryPeek(out _);

    public async Task<ActivityResponse> ActivityResultAsync() => await activities.Reader.ReadAsync(Within());

    public async Task<WorkflowResponse> TurnResultAsync() => await turns.Reader.ReadAsync(Within());

    public override async Task GetWorkItems(
        GetWorkItemsRequest request, IServerStreamWriter<WorkItem> responseStream, ServerCallContext context)
    {
        Calls.Enqueue(RecordedCall.Of(context));
        Interlocked.Increment(ref openStreams);
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(item, context.CancellationToken);
                Interlocked.Increment(ref sent);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker has gone.
        }
        finally
        {
            Interlocked.Decrement(ref openStreams);
        }
    }

    public override Task<Empty> Hello(Empty request, ServerCallContext context)
    {
        Interlocked.Increment(ref hellos);
        return Task.FromResult(new Empty());
    }

    public override Task<CompleteTaskResponse> CompleteActivityTask(ActivityResponse request, ServerCallContext context)
    {
        Interlocked.Increment(ref completionCalls);
        Record(request, context);
        activities.Writer.TryWrite(request);
        return Task.FromResult(new CompleteTaskResponse());
    }

    public override Task<CompleteTaskResponse> CompleteOrchestratorTask(WorkflowResponse request, ServerCallContext context)
    {
        Interlocked.Increment(ref completionCalls);
        Record(request, context);
        turns.Writer.TryWrite(request);
        return Task.FromResult(new CompleteTaskResponse());
    }

    public override Task<CreateInstanceResponse> StartInstance(CreateInstanceRequest request, ServerCallContext context) =>
        Reply(request, context, new CreateInstanceResponse { InstanceId = request.InstanceId });

    public override Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context) =>
        Reply(request, context, new GetInstanceResponse());

    public override Task<GetInstanceResponse> WaitForInstanceStart(GetInstanceRequest request, ServerCallContext context) =>
        Reply(request, context, new GetInstanceResponse());

    public override async Task<GetInstanceResponse> WaitForInstanceCompletion(GetInstanceRequest request, ServerCallContext context)
    {
        if (request.InstanceId == "never")
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return await Reply(request, context, new GetInstanceResponse());
    }

    public override Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context) =>
        Reply(request, context, new RaiseEventResponse());

    public override Task<TerminateResponse> TerminateInstance(TerminateRequest request, ServerCallContext context) =>
        Reply(request, context, new TerminateResponse());

    public override Task<SuspendResponse> SuspendInstance(SuspendRequest request, ServerCallContext context) =>
        Reply(request, context, new SuspendResponse());

    public override Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context) =>
        Reply(request, context, new ResumeResponse());

    public override Task<PurgeInstancesResponse> PurgeInstances(PurgeInstancesRequest request, ServerCallContext context) =>
        Reply(request, context, new PurgeInstancesResponse());

    public override Task<ListInstanceIDsResponse> ListInstanceIDs(ListInstanceIDsRequest request, ServerCallContext context) =>
        Reply(request, context, new ListInstanceIDsResponse());

    public override Task<GetInstanceHistoryResponse> GetInstanceHistory(GetInstanceHistoryRequest request, ServerCallContext context) =>
        Reply(request, context, new GetInstanceHistoryResponse());

    public override Task<RerunWorkflowFromEventResponse> RerunWorkflowFromEvent(
        RerunWorkflowFromEventRequest request, ServerCallContext context) =>
        Reply(request, context, new RerunWorkflowFromEventResponse());

    private Task<T> Reply<T>(object request, ServerCallContext context, T usual)
    {
        Record(request, context);
        return Task.FromResult(Answer is null ? usual : (T)Answer(request));
    }

    private void Record(object request, ServerCallContext context)
    {
        Calls.Enqueue(RecordedCall.Of(context));
        Requests.Enqueue(request);
        if (Errors.TryDequeue(out var error))
            throw error;
    }

    private static CancellationToken Within()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        return limit.Token;
    }
}
