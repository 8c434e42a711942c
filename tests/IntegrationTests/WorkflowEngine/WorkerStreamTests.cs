using Dapr.Workflow.Protocol;
using Grpc.Core;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class WorkerStreamTests : TaskHubTestBase
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task BrokenStream_WithTurnAndActivity_LeavesBothToAnotherWorker()
    {
        await using var survivor = await LoseTurnAndActivityAsync();

        WorkItem[] items = [await survivor.NextAsync(), await survivor.NextAsync()];

        var activity = items.Should().ContainSingle(item => item.ActivityRequest != null).Which.ActivityRequest;
        var turn = items.Should().ContainSingle(item => item.WorkflowRequest != null).Which.WorkflowRequest;
        activity.TaskExecutionId.Should().Be("execution-0");
        turn.InstanceId.Should().Be("c");
        Server.Hub.ConnectedWorkers.Should().Be(1);
    }

    [Fact]
    public async Task LostWork_AnsweredByBothWorkers_CountsOnce()
    {
        await using var survivor = await LoseTurnAndActivityAsync();
        WorkItem[] items = [await survivor.NextAsync(), await survivor.NextAsync()];
        var activity = items.Single(item => item.ActivityRequest is not null).ActivityRequest;

        await survivor.AnswerAsync(activity, "first");
        var late = async () => await survivor.AnswerAsync(activity, "second");

        await late.Should().ThrowAsync<RpcException>();
        (await survivor.NextTurnAsync()).NewEvents.Skip(1).Should().ContainSingle().Which.TaskCompleted.Result.Should().Be("first");
    }

    [Fact]
    public async Task AnsweredWork_OfAStreamThatBreaksLater_IsNotRepeated()
    {
        var broken = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await broken.AnswerNextTurnAsync(Act.Call(0, "work"));
        await starting;
        await broken.AnswerAsync(await broken.NextActivityAsync(), "1");
        await broken.AnswerNextTurnAsync(Act.Complete(1));
        await broken.DisposeAsync();
        await Eventually.TrueAsync(() => Server.Hub.ConnectedWorkers == 0, Deadline, Cancellation);

        await using var survivor = await ConnectAsync();
        starting = StartInstanceAsync("b");

        (await survivor.AnswerNextTurnAsync()).InstanceId.Should().Be("b");
        await starting;
    }

    [Fact]
    public async Task TwoWorkers_WithManyInstances_ShareThem()
    {
        await using var one = await ConnectAsync();
        await using var two = await ConnectAsync();
        Server.Hub.ConnectedWorkers.Should().Be(2);

        var starting = Enumerable.Range(0, 40).Select(number => StartInstanceAsync($"i{number}")).ToArray();
        await Eventually.TrueAsync(() => one.HasItem && two.HasItem, Deadline, Cancellation);

        var answering = new[] { AnswerAllAsync(one), AnswerAllAsync(two) };
        await Task.WhenAll(starting).WaitAsync(Deadline, Cancellation);
        await Engine.DisposeAsync();
        (await Task.WhenAll(answering)).Sum().Should().Be(40);
    }

    [Fact]
    public async Task WorkerThatDoesNotRead_AfterTenSeconds_LosesItsStreamAndItsWork()
    {
        using var channel = Server.OpenChannel();
        using var deaf = new TaskHubSidecarService.TaskHubSidecarServiceClient(channel)
            .GetWorkItems(new GetWorkItemsRequest(), cancellationToken: Cancellation);
        await Eventually.TrueAsync(() => Server.Hub.ConnectedWorkers == 1, Deadline, Cancellation);
        var input = new string('x', 1_000_000);
        var starting = new[] { StartInstanceAsync("a", input: input), StartInstanceAsync("b", input: input) };

        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                return Server.Hub.ConnectedWorkers == 0;
            },
            Deadline,
            Cancellation);

        await using var reader = await ConnectAsync();
        string[] instances = [(await reader.AnswerNextTurnAsync()).InstanceId, (await reader.AnswerNextTurnAsync()).InstanceId];
        instances.Should().BeEquivalentTo("a", "b");
        await Task.WhenAll(starting);
    }

    [Fact]
    public async Task Engine_Disposed_EndsStreamsAndWaitingCallsAsUnavailable()
    {
        await using var worker = await ConnectAsync();
        var starting = async () => await StartInstanceAsync("a");
        var waiting = starting.Should().ThrowAsync<RpcException>();
        await worker.NextTurnAsync();

        await Engine.DisposeAsync();

        (await waiting).Which.StatusCode.Should().Be(StatusCode.Unavailable);
        (await worker.EndAsync()).Should().Be(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Engine_Restarted_HasForgottenAllAndStartsTheSameIdAgain()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Call(0, "work"));
        await starting;
        var lost = await worker.NextAsync();
        await Engine.DisposeAsync();
        await using var engine = TaskHubServer.NewEngine(Clock);
        await using var server = await TaskHubServer.StartAsync(engine);
        await using var again = await RawWorker.ConnectAsync(server);

        var unknown = await server.Client.GetInstanceAsync(new() { InstanceId = "a" }, cancellationToken: Cancellation);
        starting = server.Client.StartInstanceAsync(new() { InstanceId = "a", Name = "flow" }, cancellationToken: Cancellation).ResponseAsync;
        await again.AnswerNextTurnAsync(Act.Call(0, "work"));
        await starting;
        var item = await again.NextAsync();
        var late = async () => await again.SendAsync(
            new ActivityResponse { InstanceId = "a", TaskId = 0, Result = "old", CompletionToken = lost.CompletionToken });

        unknown.Exists.Should().BeFalse();
        await late.Should().ThrowAsync<RpcException>("the result is of a run that the first engine took with it");
        await again.SendAsync(
            new ActivityResponse { InstanceId = "a", TaskId = 0, Result = "new", CompletionToken = item.CompletionToken });
        (await again.NextTurnAsync()).NewEvents[1].TaskCompleted.Result.Should().Be("new");
    }

    // A worker takes an activity and a child's first turn and breaks; another is there when it happens.
    private async Task<RawWorker> LoseTurnAndActivityAsync()
    {
        await using var broken = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await broken.AnswerNextTurnAsync(Act.Call(0, "work"), Act.Child(1, "child", "c"));
        await starting;
        await broken.NextAsync();
        await broken.NextAsync();
        return await ConnectAsync();
    }

    private static async Task<int> AnswerAllAsync(RawWorker worker)
    {
        var answered = 0;
        while (await worker.TryNextAsync() is { } item)
        {
            await worker.AnswerAsync(item.WorkflowRequest);
            answered++;
        }

        return answered;
    }
}
