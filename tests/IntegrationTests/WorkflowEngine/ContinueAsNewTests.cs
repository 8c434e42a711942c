using Dapr.Workflow.Protocol;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class ContinueAsNewTests : TaskHubTestBase
{
    [Fact]
    public async Task ContinueAsNew_WithOtherActions_RunsNextGenerationAtOnceAndVoidsThem()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a", input: "1");
        var carried = new HistoryEvent { EventId = -1, EventRaised = new() { Name = "unread", Input = "x" } };

        var first = await worker.AnswerNextTurnAsync(
            Act.Call(0, "void"), Act.Child(1, "void", "void-child"), Act.Timer(2, Clock.GetUtcNow()), Act.ContinueAsNew(3, "2", carried));
        var next = await worker.NextTurnAsync();
        await starting;

        next.PastEvents.Should().BeEmpty();
        Kinds(next.NewEvents).Should().Equal("WorkflowStarted", "ExecutionStarted", "EventRaised");
        var started = next.NewEvents[1].ExecutionStarted;
        started.Name.Should().Be("flow");
        started.Input.Should().Be("2");
        started.WorkflowInstance.InstanceId.Should().Be("a");
        started.WorkflowInstance.ExecutionId.Should().NotBe(first.NewEvents[1].ExecutionStarted.WorkflowInstance.ExecutionId);
        next.NewEvents[1].Router.SourceAppId.Should().Be("test-app");
        worker.HasItem.Should().BeFalse();
        (await StateAsync("void-child")).Should().BeNull();
        (await StateAsync("a"))!.Input.Should().Be("2");
    }

    [Fact]
    public async Task ResultsOfAnOlderGeneration_AreDropped()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(
            Act.Call(0, "work"), Act.Timer(1, Clock.GetUtcNow().AddMinutes(1)), Act.Child(2, "child", "c"));
        await starting;
        var items = new[] { await worker.NextAsync(), await worker.NextAsync() };
        var activity = items.Single(item => item.ActivityRequest is not null).ActivityRequest;
        await RaiseAsync("a", "again");
        await worker.AnswerNextTurnAsync(Act.ContinueAsNew(3, null));
        await worker.AnswerNextTurnAsync();

        await worker.AnswerAsync(activity, "old");
        await worker.AnswerAsync("c", Act.Complete(0, "old"));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await RaiseAsync("a", "still there");

        var turn = await worker.NextTurnAsync();
        turn.InstanceId.Should().Be("a");
        Kinds(turn.PastEvents).Should().Equal("WorkflowStarted", "ExecutionStarted");
        turn.NewEvents.Skip(1).Should().ContainSingle().Which.EventRaised.Name.Should().Be("still there");
    }

    [Fact]
    public async Task ActivityWithTheSameId_InTheNextGeneration_GetsOnlyItsOwnResult()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Call(0, "work"));
        await starting;
        var older = await worker.NextAsync();
        await RaiseAsync("a", "again");
        await worker.AnswerNextTurnAsync(Act.ContinueAsNew(1, null));
        await worker.AnswerNextTurnAsync(Act.Call(0, "work"));
        var newer = await worker.NextAsync();

        var late = async () => await worker.SendAsync(
            new ActivityResponse { InstanceId = "a", TaskId = 0, Result = "old", CompletionToken = older.CompletionToken });
        await late.Should().ThrowAsync<Grpc.Core.RpcException>();
        await worker.SendAsync(
            new ActivityResponse { InstanceId = "a", TaskId = 0, Result = "new", CompletionToken = newer.CompletionToken });

        var turn = await worker.NextTurnAsync();
        turn.NewEvents.Skip(1).Should().ContainSingle().Which.TaskCompleted.Result.Should().Be("new");
    }

    [Fact]
    public async Task ContinueAsNew_MoreThanTwentyTimesInARow_PausesForASecond()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a", input: "0");
        for (var generation = 1; generation <= 21; generation++)
            await worker.AnswerNextTurnAsync(Act.ContinueAsNew(0, generation.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        await starting;
        await StartAnotherAsync(worker);

        Clock.Advance(TimeSpan.FromSeconds(1));

        var turn = await worker.AnswerNextTurnAsync(Act.Complete(0));
        turn.InstanceId.Should().Be("a");
        turn.NewEvents[1].ExecutionStarted.Input.Should().Be("21");
    }

    // A turn of the paused instance would have come before that of the other.
    private async Task StartAnotherAsync(RawWorker worker)
    {
        var starting = StartInstanceAsync("other");
        (await worker.AnswerNextTurnAsync()).InstanceId.Should().Be("other");
        await starting;
    }
}
