using System.Threading.Channels;
using Dapr.Workflow.Protocol;
using Grpc.Core;
using Grpc.Net.Client;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Workflows;

/// <summary>A worker that does only what the test tells it to, over a connection of its own.</summary>
internal sealed class RawWorker : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly GrpcChannel _channel;
    private readonly TaskHubSidecarService.TaskHubSidecarServiceClient _client;
    private readonly AsyncServerStreamingCall<WorkItem> _call;
    private readonly Channel<WorkItem> _items = Channel.CreateUnbounded<WorkItem>();
    private readonly Task _pump;

    private RawWorker(GrpcChannel channel)
    {
        _channel = channel;
        _client = new TaskHubSidecarService.TaskHubSidecarServiceClient(channel);
        _call = _client.GetWorkItems(new GetWorkItemsRequest(), cancellationToken: TestContext.Current.CancellationToken);
        _pump = PumpAsync();
    }

    public static async Task<RawWorker> ConnectAsync(TaskHubServer server)
    {
        var before = server.Hub.ConnectedWorkers;
        var worker = new RawWorker(server.OpenChannel());
        await Eventually.TrueAsync(
            () => server.Hub.ConnectedWorkers > before, Deadline, TestContext.Current.CancellationToken);
        return worker;
    }

    public async Task<WorkItem> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        return await _items.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next item; null once the stream has ended.</summary>
    public async Task<WorkItem?> TryNextAsync() =>
        await _items.Reader.WaitToReadAsync(TestContext.Current.CancellationToken) && _items.Reader.TryRead(out var item) ? item : null;

    public async Task<WorkflowRequest> NextTurnAsync()
    {
        var item = await NextAsync();
        item.RequestCase.Should().Be(WorkItem.RequestOneofCase.WorkflowRequest, "the next item should be a turn");
        return item.WorkflowRequest;
    }

    public async Task<ActivityRequest> NextActivityAsync()
    {
        var item = await NextAsync();
        item.RequestCase.Should().Be(WorkItem.RequestOneofCase.ActivityRequest, "the next item should be an activity");
        return item.ActivityRequest;
    }

    /// <summary>Whether an item has arrived that nobody has taken yet.</summary>
    public bool HasItem => _items.Reader.TryPeek(out _);

    /// <summary>Answers a turn with these actions.</summary>
    public Task AnswerAsync(WorkflowRequest turn, params WorkflowAction[] actions) => AnswerAsync(turn.InstanceId, actions);

    public async Task AnswerAsync(string instanceId, params WorkflowAction[] actions)
    {
        var response = new WorkflowResponse { InstanceId = instanceId };
        response.Actions.AddRange(actions);
        await SendAsync(response);
    }

    public async Task SendAsync(WorkflowResponse response) =>
        await _client.CompleteOrchestratorTaskAsync(response, cancellationToken: TestContext.Current.CancellationToken);

    public Task AnswerAsync(ActivityRequest activity, string? result) => SendAsync(
        new ActivityResponse { InstanceId = activity.WorkflowInstance.InstanceId, TaskId = activity.TaskId, Result = result });

    public async Task SendAsync(ActivityResponse response) =>
        await _client.CompleteActivityTaskAsync(response, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Takes the next turn and answers it.</summary>
    public async Task<WorkflowRequest> AnswerNextTurnAsync(params WorkflowAction[] actions)
    {
        var turn = await NextTurnAsync();
        await AnswerAsync(turn, actions);
        return turn;
    }

    /// <summary>The status with which the server ends the stream.</summary>
    public async Task<StatusCode> EndAsync()
    {
        try
        {
            await _pump.WaitAsync(Deadline, TestContext.Current.CancellationToken);
            return StatusCode.OK;
        }
        catch (RpcException ended)
        {
            return ended.StatusCode;
        }
    }

    /// <summary>Breaks the connection with everything unanswered.</summary>
    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _pump.ContinueWith(static _ => { }, TaskScheduler.Default);
        _channel.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (var item in _call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
                _items.Writer.TryWrite(item);
        }
        finally
        {
            _items.Writer.TryComplete();
        }
    }
}
