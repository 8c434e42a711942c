using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class TerminateTests
{
    [Fact]
    public void Terminated_InTheMiddleOfEvents_EndsWithItsOutputOnly()
    {
        var instance = Chain();
        instance.Start();
        instance.Turn(Raised("x"), Terminated("stop"), Completed(0, 1)).Said().Should().Equal("Terminated#1 \"stop\"");
    }

    [Fact]
    public void Terminated_AfterTheCodeAskedForMore_DropsThat()
    {
        var instance = Chain();
        instance.Start();
        instance.Turn(Completed(0, 1), Terminated()).Said().Should().Equal("Terminated#2 ");
    }

    [Fact]
    public void Terminated_WhileSuspended_Ends()
    {
        var instance = Chain();
        instance.Start();
        instance.Turn(Suspended());
        instance.Turn(Completed(0, 1), Terminated("stop")).Said().Should().Equal("Terminated#1 \"stop\"");
    }

    [Fact]
    public void Terminated_CodeThatNoLongerFits_Ends()
    {
        var instance = Chain();
        instance.Replay([TurnStarted(), Started("Flow"), Scheduled(0, "Old")], [TurnStarted(), Terminated()])
            .Said().Should().Equal("Terminated#1 ");
    }

    [Fact]
    public void Terminated_UnknownWorkflow_Ends()
    {
        Chain().Replay([TurnStarted(), Started("Gone")], [TurnStarted(), Terminated()]).Said().Should().Equal("Terminated#0 ");
    }

    [Fact]
    public void Terminated_NoStartInTheHistory_Ends()
    {
        Chain().Replay([], [TurnStarted(), Terminated("stop")]).Said().Should().Equal("Terminated#0 \"stop\"");
    }

    [Fact]
    public void NoStartInTheHistory_AsksForNothing()
    {
        Chain().Replay([], [TurnStarted(), Raised("x")]).Actions.Should().BeEmpty();
    }

    private static ReplayedInstance Chain() => ReplayedInstance.Of(
        async context => await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("B"));
}
