using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class TimerTests : TaskHubTestBase
{
    [Fact]
    public async Task Timer_BeforeAndAtItsInstant_FiresAtItExactly()
    {
        await using var worker = await ConnectAsync();
        var fireAt = Clock.GetUtcNow().AddMinutes(90);
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Timer(4, fireAt));
        await starting;
        Clock.Advance(TimeSpan.FromMinutes(90) - TimeSpan.FromMilliseconds(1));
        var early = await Client.GetInstanceHistoryAsync(new() { InstanceId = "a" }, cancellationToken: Cancellation);
        worker.HasItem.Should().BeFalse();

        Clock.Advance(TimeSpan.FromMilliseconds(1));

        var turn = await worker.NextTurnAsync();
        Kinds(early.Events).Should().Equal("WorkflowStarted", "ExecutionStarted", "TimerCreated");
        Kinds(turn.NewEvents).Should().Equal("WorkflowStarted", "TimerFired");
        turn.NewEvents[1].Timestamp.ToDateTimeOffset().Should().Be(fireAt);
        turn.NewEvents[1].TimerFired.TimerId.Should().Be(4);
        turn.NewEvents[1].TimerFired.FireAt.ToDateTimeOffset().Should().Be(fireAt);
    }

    [Fact]
    public async Task Timer_InThePast_FiresAtOnce()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");

        await worker.AnswerNextTurnAsync(Act.Timer(0, Clock.GetUtcNow().AddYears(-1)));

        (await worker.NextTurnAsync()).NewEvents[1].TimerFired.TimerId.Should().Be(0);
        await starting;
    }

    [Fact]
    public async Task Timer_LongerThanATimerCanWait_FiresAtItsInstant()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Timer(0, Clock.GetUtcNow().AddDays(100)), Act.Timer(1, DateTimeOffset.MaxValue));
        await starting;

        for (var day = 1; day <= 100; day++)
            Clock.Advance(TimeSpan.FromDays(1));

        var fired = (await worker.NextTurnAsync()).NewEvents.Skip(1).Should().ContainSingle().Which;
        fired.TimerFired.TimerId.Should().Be(0);
        fired.Timestamp.ToDateTimeOffset().Should().Be(Clock.GetUtcNow());
    }

    [Fact]
    public async Task Timer_OfAFinishedWorkflow_IsForgotten()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Timer(0, Clock.GetUtcNow().AddHours(1)), Act.Complete(1));
        await starting;

        Clock.Advance(TimeSpan.FromHours(2));

        // Whatever the timer had caused would come before the next instance's turn.
        starting = StartInstanceAsync("b");
        (await worker.NextTurnAsync()).InstanceId.Should().Be("b");
        await worker.AnswerAsync("b");
        await starting;
    }

    [Fact]
    public async Task ScheduledStart_BeforeItsTime_IsPendingAndStartReturns()
    {
        await using var worker = await ConnectAsync();
        var at = Clock.GetUtcNow().AddHours(3);
        await Client.StartInstanceAsync(
            new CreateInstanceRequest { InstanceId = "a", Name = "flow", ScheduledStartTimestamp = Timestamp.FromDateTimeOffset(at) },
            cancellationToken: Cancellation);
        Clock.Advance(TimeSpan.FromHours(3) - TimeSpan.FromMilliseconds(1));
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Pending);
        worker.HasItem.Should().BeFalse();

        Clock.Advance(TimeSpan.FromMilliseconds(1));

        var turn = await worker.AnswerNextTurnAsync(Act.Complete(0));
        turn.NewEvents[1].ExecutionStarted.ScheduledStartTimestamp.ToDateTimeOffset().Should().Be(at);
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Completed);
    }
}
