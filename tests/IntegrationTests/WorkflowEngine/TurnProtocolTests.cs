using Dapr.Workflow.Protocol;
using FluentAssertions.Execution;
using Grpc.Core;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class TurnProtocolTests : TaskHubTestBase
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task FirstTurn_AfterStart_HasTimeAndStartEventOnly()
    {
        await using var worker = await ConnectAsync();
        var starting = Client.StartInstanceAsync(
            new CreateInstanceRequest { InstanceId = "a", Name = "flow", Input = "\"in\"" },
            new Metadata { { "traceparent", Trace } }, cancellationToken: Cancellation);

        var turn = await worker.NextTurnAsync();

        using var scope = new AssertionScope();
        turn.InstanceId.Should().Be("a");
        turn.PastEvents.Should().BeEmpty();
        Kinds(turn.NewEvents).Should().Equal("WorkflowStarted", "ExecutionStarted");
        turn.NewEvents.Should().OnlyContain(happened => happened.EventId == -1);
        turn.NewEvents[0].Timestamp.ToDateTimeOffset().Should().Be(Clock.GetUtcNow());
        var started = turn.NewEvents[1];
        started.Router.SourceAppId.Should().Be("test-app");
        started.ExecutionStarted.Name.Should().Be("flow");
        started.ExecutionStarted.Input.Should().Be("\"in\"");
        started.ExecutionStarted.WorkflowInstance.InstanceId.Should().Be("a");
        started.ExecutionStarted.WorkflowInstance.ExecutionId.Should().NotBeNullOrEmpty();
        started.ExecutionStarted.ParentTraceContext.TraceParent.Should().Be(Trace);
        started.ExecutionStarted.ParentTraceContext.SpanId.Should().Be("b7ad6b7169203331");
        starting.ResponseAsync.IsCompleted.Should().BeFalse("the instance is pending until the turn is answered");
        await worker.AnswerAsync(turn);
        await starting;
    }

    [Fact]
    public async Task Activity_Answered_ComesBackInTheNextTurn()
    {
        await using var worker = await ConnectAsync();
        var starting = Client.StartInstanceAsync(
            new CreateInstanceRequest { InstanceId = "a", Name = "flow" },
            new Metadata { { "traceparent", Trace } }, cancellationToken: Cancellation);
        await worker.AnswerNextTurnAsync(Act.Call(7, "work", "\"x\""));
        await starting;

        var activity = await worker.NextActivityAsync();
        await worker.AnswerAsync(activity, "\"y\"");
        var turn = await worker.NextTurnAsync();

        using var scope = new AssertionScope();
        activity.Name.Should().Be("work");
        activity.Input.Should().Be("\"x\"");
        activity.TaskId.Should().Be(7);
        activity.TaskExecutionId.Should().Be("execution-7");
        activity.WorkflowInstance.InstanceId.Should().Be("a");
        activity.ParentTraceContext.TraceParent.Should().Be(Trace);
        Kinds(turn.PastEvents).Should().Equal("WorkflowStarted", "ExecutionStarted", "TaskScheduled");
        turn.PastEvents[2].EventId.Should().Be(7);
        turn.PastEvents[2].Router.SourceAppId.Should().Be("test-app");
        Kinds(turn.NewEvents).Should().Equal("WorkflowStarted", "TaskCompleted");
        turn.NewEvents[1].TaskCompleted.TaskScheduledId.Should().Be(7);
        turn.NewEvents[1].TaskCompleted.Result.Should().Be("\"y\"");
        turn.NewEvents[1].TaskCompleted.TaskExecutionId.Should().Be("execution-7");
    }

    [Fact]
    public async Task Activity_Failed_ComesBackWithItsDetails()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Call(0, "work"));
        await starting;
        var activity = await worker.NextActivityAsync();

        await worker.SendAsync(new ActivityResponse
        {
            InstanceId = "a",
            TaskId = activity.TaskId,
            FailureDetails = new() { ErrorType = "Boom", ErrorMessage = "it broke", IsNonRetriable = true },
        });

        var turn = await worker.NextTurnAsync();
        var failed = turn.NewEvents[1].TaskFailed;
        failed.TaskScheduledId.Should().Be(0);
        failed.FailureDetails.Should().Be(new TaskFailureDetails { ErrorType = "Boom", ErrorMessage = "it broke", IsNonRetriable = true });
    }

    [Fact]
    public async Task Completion_Failed_ShowsStatusOutputAndDetails()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a", input: "1");
        var turn = await worker.NextTurnAsync();
        await worker.SendAsync(new WorkflowResponse { InstanceId = turn.InstanceId, CustomStatus = "half way", Actions = { Act.Fail(3, "Boom", "it broke") } });
        await starting;

        var state = await StateAsync("a");

        using var scope = new AssertionScope();
        state!.WorkflowStatus.Should().Be(WorkflowStatus.Failed);
        state.Name.Should().Be("flow");
        state.Input.Should().Be("1");
        state.CustomStatus.Should().Be("half way");
        state.FailureDetails.ErrorMessage.Should().Be("it broke");
        state.CreatedTimestamp.ToDateTimeOffset().Should().Be(Clock.GetUtcNow());
    }

    [Fact]
    public async Task CustomStatus_NotSentAgain_IsCleared()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.NextTurnAsync();
        await worker.SendAsync(new WorkflowResponse { InstanceId = "a", CustomStatus = "half way" });
        await starting;
        (await StateAsync("a"))!.CustomStatus.Should().Be("half way");

        await RaiseAsync("a", "go");
        await worker.AnswerNextTurnAsync();

        (await StateAsync("a"))!.CustomStatus.Should().BeNull();
    }

    [Fact]
    public async Task Event_RaisedBeforeAnybodyWaitsAndDuringATurn_IsInTheNextTurn()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        var first = await worker.NextTurnAsync();
        await RaiseAsync("a", "early", "1");
        await RaiseAsync("a", "late", "2");
        await worker.AnswerAsync(first);
        await starting;

        var turn = await worker.NextTurnAsync();

        Kinds(turn.NewEvents).Should().Equal("WorkflowStarted", "EventRaised", "EventRaised");
        turn.NewEvents.Skip(1).Select(raised => (raised.EventRaised.Name, raised.EventRaised.Input))
            .Should().Equal(("early", "1"), ("late", "2"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Turn_WithActionDaprdRefuses_IsNotSavedAndRepeated(bool sendEvent)
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync();
        await starting;
        await RaiseAsync("a", "go");
        var refused = sendEvent
            ? new WorkflowAction { Id = 1, SendEvent = new() { Instance = new() { InstanceId = "b" }, Name = "x" } }
            : new WorkflowAction { Id = 1, TerminateWorkflow = new() { InstanceId = "b" } };

        var turn = await worker.AnswerNextTurnAsync(Act.Call(0, "work"), refused);
        var before = await Client.GetInstanceHistoryAsync(new() { InstanceId = "a" }, cancellationToken: Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var repeated = await worker.NextTurnAsync();

        using var scope = new AssertionScope();
        Kinds(before.Events).Should().Equal("WorkflowStarted", "ExecutionStarted");
        repeated.PastEvents.Should().Equal(turn.PastEvents);
        Kinds(repeated.NewEvents).Should().Equal("WorkflowStarted", "EventRaised");
        await worker.AnswerAsync(repeated, Act.Complete(0));
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Completed);
    }

    [Fact]
    public async Task Turn_AnsweredTwice_RefusesTheSecondAnswer()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Call(0, "work"));
        await starting;

        var again = async () => await worker.AnswerAsync("a", Act.Complete(1));

        (await again.Should().ThrowAsync<RpcException>()).Which.Status.Should().Be(new Status(StatusCode.Unknown, "unknown instance ID: a"));
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Running);
    }

    [Fact]
    public async Task Activity_AnsweredTwice_CountsOnce()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Call(0, "work"));
        await starting;
        var activity = await worker.NextActivityAsync();
        await worker.AnswerAsync(activity, "1");

        var again = async () => await worker.AnswerAsync(activity, "2");

        (await again.Should().ThrowAsync<RpcException>()).Which.Status
            .Should().Be(new Status(StatusCode.Unknown, "unknown instance ID/task ID combo: a/0"));
        var turn = await worker.NextTurnAsync();
        turn.NewEvents.Skip(1).Should().ContainSingle().Which.TaskCompleted.Result.Should().Be("1");
    }

    [Fact]
    public async Task Completion_WithTokenOfAnotherItem_IsRefused()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        var item = await worker.NextAsync();
        var stale = async () => await worker.SendAsync(new WorkflowResponse { InstanceId = "a", CompletionToken = "of-another-engine" });
        (await stale.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unknown);

        await worker.SendAsync(new WorkflowResponse { InstanceId = "a", CompletionToken = item.CompletionToken });

        await starting;
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Running);
    }

    [Fact]
    public async Task Actions_AfterCompletion_FirstCompletionWins()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Complete(0, "\"first\""), Act.Fail(1, "Boom", "second"), Act.ContinueAsNew(2, "3"));
        await starting;

        var state = await StateAsync("a");

        state!.WorkflowStatus.Should().Be(WorkflowStatus.Completed);
        state.Output.Should().Be("\"first\"");
        state.FailureDetails.Should().BeNull();
    }
}
