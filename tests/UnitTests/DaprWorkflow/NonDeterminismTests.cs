using Dapr.Workflow;
using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class NonDeterminismTests
{
    [Fact]
    public void Activity_WasAnother_Fails() => Failure(
        context => context.CallActivityAsync<int>("New"), Scheduled(0, "Old"))
        .Should().Be("event #0 of the history expects activity 'Old', but the code asked for activity 'New' there.");

    [Fact]
    public void Activity_WasATimer_Fails() => Failure(
        context => context.CallActivityAsync<int>("New"), TimerCreated(0))
        .Should().Be("event #0 of the history expects a timer, but the code asked for activity 'New' there.");

    [Fact]
    public void Timer_WasAnActivity_Fails() => Failure(
        async context =>
        {
            await context.CreateTimer(TimeSpan.FromSeconds(1));
            return 0;
        },
        Scheduled(0, "Old"))
        .Should().Be("event #0 of the history expects activity 'Old', but the code asked for a timer there.");

    [Fact]
    public void Child_WasAnother_Fails() => Failure(
        context => context.CallChildWorkflowAsync<int>("New"), ChildCreated(0, "Old"))
        .Should().Be("event #0 of the history expects child workflow 'Old', but the code asked for child workflow 'New' there.");

    [Fact]
    public void Child_WasAnActivity_Fails() => Failure(
        context => context.CallChildWorkflowAsync<int>("Same"), Scheduled(0, "Same"))
        .Should().Be("event #0 of the history expects activity 'Same', but the code asked for child workflow 'Same' there.");

    [Fact]
    public void Code_AsksForLessThanBefore_Fails() => Failure(
        context => context.CallActivityAsync<int>("A"), Scheduled(0, "A"), Completed(0, 1), Scheduled(1, "B"))
        .Should().Be("event #1 of the history expects activity 'B', but the code asked for nothing there.");

    [Fact]
    public void Code_WaitsWhereItAskedBefore_Fails() => Failure(
        context => context.WaitForExternalEventAsync<int>("x"), Scheduled(0, "A"))
        .Should().Be("event #0 of the history expects activity 'A', but the code asked for nothing there.");

    [Fact]
    public void History_WithASentEvent_Fails() => Failure(
        context => context.WaitForExternalEventAsync<int>("x"),
        new HistoryEvent { EventId = 0, EventSent = new() { Name = "Ping" } })
        .Should().Be("event #0 of the history expects an event 'Ping' to be sent, but the code asked for nothing there.");

    [Fact]
    public void Activity_OnlyTheCaseOfItsNameChanged_GoesOn()
    {
        var instance = ReplayedInstance.Of(context => context.CallActivityAsync<int>("render"));
        instance.Replay([TurnStarted(), Started("Flow"), Scheduled(0, "Render")], [TurnStarted(), Completed(0, 3)])
            .Said().Should().Equal("Completed#1 3");
    }

    [Fact]
    public void NotDeterministic_WhileSuspended_SaysNothingUntilResumed()
    {
        var instance = ReplayedInstance.Of(context => context.CallActivityAsync<int>("New"));
        HistoryEvent[] past = [TurnStarted(), Started("Flow"), Scheduled(0, "Old")];
        instance.Replay(past, [TurnStarted(), Suspended()]).Actions.Should().BeEmpty();
        instance.Replay([.. past, TurnStarted(), Suspended()], [TurnStarted(), Resumed()])
            .Said().Should().Equal("Failed#1 NonDeterministicWorkflow");
    }

    private static string Failure<T>(Func<WorkflowContext, Task<T>> code, params HistoryEvent[] past)
    {
        var instance = ReplayedInstance.Of(code);
        var response = instance.Replay([TurnStarted(), Started("Flow"), .. past], [TurnStarted(), Raised("poke")]);
        var highest = past.Max(item => item.EventId);
        response.Said().Should().Equal($"Failed#{Math.Max(highest + 1, response.Actions[0].Id)} NonDeterministicWorkflow");
        var details = response.End().FailureDetails;
        details.IsNonRetriable.Should().BeTrue();
        details.ErrorMessage.Should().StartWith("The workflow code is not deterministic: ");
        return details.ErrorMessage["The workflow code is not deterministic: ".Length..];
    }
}
