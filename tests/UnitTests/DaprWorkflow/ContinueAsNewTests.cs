using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class ContinueAsNewTests
{
    [Fact]
    public void ContinueAsNew_EndOfCode_AsksForThatAndNothingElse()
    {
        var instance = ReplayedInstance.Of<int, object?>(async (context, round) =>
        {
            await context.CallActivityAsync("A");
            _ = context.CallActivityAsync("Forgotten");
            context.ContinueAsNew(round + 1);
            return null;
        });
        instance.Start(1);
        instance.Replay(instance.History, [TurnStarted(), Completed(0)]).Said().Should().Equal("ContinuedAsNew#2 2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ContinueAsNew_UnreadEvents_GoAlongIfWanted(bool preserve)
    {
        var instance = ReplayedInstance.Of<int, object?>(async (context, round) =>
        {
            await context.WaitForExternalEventAsync<string>("go");
            context.ContinueAsNew(round + 1, preserve);
            return null;
        });
        instance.Start(1, Raised("other", "a"));

        // The last one comes after the code has ended, in the same turn.
        var complete = instance.Replay(
            instance.History, [TurnStarted(), Raised("go", "b"), Raised("go", "c"), Raised("other", "d")]).End();
        complete.CarryoverEvents.Select(carried => carried.EventRaised.Input)
            .Should().Equal(preserve ? ["\"a\"", "\"c\"", "\"d\""] : Array.Empty<string>());
        complete.CarryoverEvents.All(carried => carried.EventId == -1).Should().BeTrue();
    }

    [Fact]
    public void NewRound_CarriedEvents_AreDeliveredFirst()
    {
        var instance = ReplayedInstance.Of<int, object?>(async (context, round) =>
        {
            var next = await context.WaitForExternalEventAsync<string>("go");
            return $"{round} {next}";
        });
        instance.Turn(Started("Flow", 2, executionId: "second"), Raised("go", "carried"), Raised("go", "new"))
            .Said().Should().Equal("Completed#0 \"2 carried\"");
    }

    [Fact]
    public void ContinueAsNew_CodeFailsAfterwards_Fails()
    {
        var instance = ReplayedInstance.Of<int, object?>((context, round) =>
        {
            context.ContinueAsNew(round + 1);
            throw new InvalidOperationException("afterwards");
        });
        instance.Start(1).End().WorkflowStatus.Should().Be(WorkflowStatus.Failed);
    }

    [Fact]
    public void NewRound_SameTaskIds_HaveOtherExecutionIds()
    {
        var instance = ReplayedInstance.Of(context => context.CallActivityAsync<int>("A"));
        string IdIn(string executionId) => instance
            .Replay([], [TurnStarted(), Started("Flow", executionId: executionId)])
            .Actions.Single().ScheduleTask.TaskExecutionId;

        IdIn("first").Should().Be(IdIn("first")).And.NotBe(IdIn("second"));
    }
}
