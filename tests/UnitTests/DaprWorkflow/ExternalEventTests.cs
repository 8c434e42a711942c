using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class ExternalEventTests
{
    [Fact]
    public void Wait_EventRaised_GivesItsPayloadWithoutRegardToCase()
    {
        var instance = ReplayedInstance.Of(context => context.WaitForExternalEventAsync<int>("Approve"));
        instance.Start().Actions.Should().BeEmpty();
        instance.Turn(Raised("APPROVE", 7)).Said().Should().Equal("Completed#0 7");
    }

    [Fact]
    public void Wait_EventsCameBefore_GivesThemInOrder()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            await context.CallActivityAsync("A");
            return new[]
            {
                await context.WaitForExternalEventAsync<string>("x"),
                await context.WaitForExternalEventAsync<string>("y"),
                await context.WaitForExternalEventAsync<string>("x"),
            };
        });
        instance.Start(null, Raised("x", "1"), Raised("X", "2"));
        instance.Turn(Raised("y", "3"));
        instance.Turn(Completed(0)).Said().Should().Equal("Completed#1 [\"1\",\"3\",\"2\"]");
    }

    [Fact]
    public void Wait_SeveralWaiters_TheOldestGetsTheFirst()
    {
        var instance = ReplayedInstance.Of(context => Task.WhenAll(
            context.WaitForExternalEventAsync<string>("x"), context.WaitForExternalEventAsync<string>("x")));
        instance.Start();
        instance.Turn(Raised("x", "1"));
        instance.Turn(Raised("x", "2")).Said().Should().Equal("Completed#0 [\"1\",\"2\"]");
    }

    [Fact]
    public void Timeout_EventFirst_GoesOnAndIgnoresTheTimer()
    {
        var instance = ApproveWithin(TimeSpan.FromMinutes(5));
        var timer = instance.Start().Actions.Single();
        timer.CreateTimer.FireAt.ToDateTime().Should().Be(Epoch.AddMinutes(5));
        timer.CreateTimer.HasName.Should().BeFalse();
        timer.CreateTimer.OriginCase.Should().Be(CreateTimerAction.OriginOneofCase.ExternalEvent);
        timer.CreateTimer.ExternalEvent.Name.Should().Be("approve");

        instance.Turn(Raised("approve", true)).Said().Should().Equal("activity#1 True");
        instance.Turn(Fired(0)).Actions.Should().BeEmpty();
        instance.Turn(Completed(1, "ok")).Said().Should().Equal("Completed#2 \"ok\"");
    }

    [Fact]
    public void Timeout_TimerFirst_ThrowsAndKeepsALateEvent()
    {
        var instance = ApproveWithin(TimeSpan.FromMinutes(5));
        instance.Start();
        instance.Turn(Fired(0)).Said().Should().Equal("activity#1 TimedOut");
        instance.Turn(Raised("approve", true)).Actions.Should().BeEmpty();
        instance.Turn(Completed(1, "late")).Said().Should().Equal("Completed#2 \"late\"");
    }

    [Fact]
    public void Timeout_BothInOneTurn_TheFirstOfThemCounts()
    {
        var instance = ApproveWithin(TimeSpan.FromMinutes(5));
        instance.Start();
        instance.Turn(Fired(0), Raised("approve", true)).Said().Should().Equal("activity#1 TimedOut");
    }

    [Fact]
    public void Timeout_EventAlreadyThere_TakesItAndUsesUpTheTimersId()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            await context.CallActivityAsync("A");
            var first = await context.WaitForExternalEventAsync<int>("approve", TimeSpan.FromMinutes(5));
            return first + await context.CallActivityAsync<int>("B");
        });
        instance.Start();
        instance.Turn(Raised("other"), Raised("approve", 3), Completed(0)).Said().Should().Equal("timer#1", "activity#2 B");
        instance.Turn(Completed(2, 4)).Said().Should().Equal("Completed#3 7");
    }

    [Fact]
    public void Timeout_Zero_ThrowsAtOnce()
    {
        var instance = ApproveWithin(TimeSpan.Zero);
        instance.Start().Said().Should().Equal("activity#0 TimedOut");
    }

    [Fact]
    public void Timeout_Infinite_NeedsNoTimer()
    {
        var instance = ApproveWithin(Timeout.InfiniteTimeSpan);
        instance.Start().Actions.Should().BeEmpty();
        instance.Turn(Raised("approve", true)).Said().Should().Equal("activity#0 True");
    }

    [Fact]
    public void Cancelled_Wait_LeavesTheEventToTheNext()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            using var giveUp = new CancellationTokenSource();
            var abandoned = context.WaitForExternalEventAsync<string>("x", giveUp.Token);
            giveUp.Cancel();
            var payload = await context.WaitForExternalEventAsync<string>("x");
            return $"{abandoned.Status} {payload}";
        });
        instance.Start();
        instance.Turn(Raised("x", "1")).Said().Should().Equal("Completed#0 \"Canceled 1\"");
    }

    [Fact]
    public void Wait_PayloadOfAnotherType_FailsTheWorkflow()
    {
        var instance = ReplayedInstance.Of(context => context.WaitForExternalEventAsync<int>("x"));
        instance.Start();
        instance.Turn(Raised("x", "text")).End().FailureDetails.ErrorType.Should().Be("System.Text.Json.JsonException");
    }

    private static ReplayedInstance ApproveWithin(TimeSpan timeout) => ReplayedInstance.Of(async context =>
    {
        string next;
        try
        {
            next = (await context.WaitForExternalEventAsync<bool>("approve", timeout)).ToString();
        }
        catch (TaskCanceledException)
        {
            next = "TimedOut";
        }

        return await context.CallActivityAsync<string>(next);
    });
}
