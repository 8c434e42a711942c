using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class SuspendTests
{
    [Fact]
    public void Suspended_InTheMiddleOfEvents_HoldsBackWhatFollows()
    {
        var instance = Chain();
        instance.Start();
        var response = instance.Turn(Suspended(), Completed(0, 1));
        response.Actions.Should().BeEmpty();
        response.CustomStatus.Should().Be("\"started\"");

        instance.Turn(Raised("x")).Actions.Should().BeEmpty();
        instance.Turn(Resumed()).Said().Should().Equal("activity#1 B");
        instance.Turn(Completed(1, 2)).Said().Should().Equal("Completed#2 3");
    }

    [Fact]
    public void Suspended_AfterTheCodeAskedForSomething_AsksOnResume()
    {
        var instance = Chain();
        instance.Start();
        instance.Turn(Completed(0, 1), Suspended()).Actions.Should().BeEmpty();
        instance.Turn(Resumed()).Said().Should().Equal("activity#1 B");
        instance.Turn(Completed(1, 2)).Said().Should().Equal("Completed#2 3");
    }

    [Fact]
    public void Suspended_AndResumedInOneTurn_GoesOn()
    {
        var instance = Chain();
        instance.Start();
        instance.Turn(Suspended(), Completed(0, 1), Resumed()).Said().Should().Equal("activity#1 B");
    }

    [Fact]
    public void Suspended_AtTheEnd_HoldsBackTheResult()
    {
        var instance = Chain();
        instance.Start();
        instance.Turn(Completed(0, 1));
        instance.Turn(Completed(1, 2), Suspended()).Actions.Should().BeEmpty();
        instance.Turn(Resumed()).Said().Should().Equal("Completed#2 3");
    }

    [Fact]
    public void Suspended_AgainAfterResume_HoldsBackAgain()
    {
        var instance = Chain();
        instance.Start();
        instance.Turn(Suspended());
        instance.Turn(Resumed(), Completed(0, 1), Suspended(), Suspended()).Actions.Should().BeEmpty();
        instance.Turn(Resumed()).Said().Should().Equal("activity#1 B");
    }

    [Fact]
    public void HeldEvents_OnResume_AreNotReplay()
    {
        var replaying = new List<bool>();
        var instance = ReplayedInstance.Of(async context =>
        {
            await context.CallActivityAsync("A");
            replaying.Add(context.IsReplaying);
            return await context.CallActivityAsync<int>("B");
        });
        instance.Start();
        instance.Turn(Suspended(), Completed(0));
        instance.Turn(Resumed());
        instance.Turn(Completed(1));
        replaying.Should().Equal(false, true);
    }

    [Fact]
    public void Suspended_Twice_DeliversHeldEventsOnce()
    {
        var instance = ReplayedInstance.Of(async context =>
            await context.WaitForExternalEventAsync<int>("x") + await context.WaitForExternalEventAsync<int>("x"));
        instance.Start();
        instance.Turn(Suspended(), Raised("x", 1));
        instance.Turn(Resumed());
        instance.Turn(Suspended());
        instance.Turn(Resumed()).Actions.Should().BeEmpty();
        instance.Turn(Raised("x", 2)).Said().Should().Equal("Completed#0 3");
    }

    [Fact]
    public void Suspended_FirstTurn_AsksForNothing()
    {
        Chain().Start(null, Suspended()).Actions.Should().BeEmpty();
    }

    private static ReplayedInstance Chain() => ReplayedInstance.Of(async context =>
    {
        context.SetCustomStatus("started");
        return await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("B");
    });
}
