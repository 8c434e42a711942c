using Dapr.Workflow;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class ActivityTests
{
    [Fact]
    public void Chain_EachResult_AsksForTheNextActivity()
    {
        var instance = ReplayedInstance.Of<int, string>(async (context, input) =>
        {
            var first = await context.CallActivityAsync<int>("A", input);
            return await context.CallActivityAsync<string>("B", first + 1);
        });

        instance.Start(20).Said().Should().Equal("activity#0 A");
        var second = instance.Turn(Completed(0, 41));
        second.Said().Should().Equal("activity#1 B");
        second.Actions[0].ScheduleTask.Input.Should().Be("42");
        instance.Turn(Completed(1, "done")).Said().Should().Equal("Completed#2 \"done\"");
    }

    [Fact]
    public void FanOut_ResultsInOneTurnOrMany_GoesOnWhenAllAreThere()
    {
        var instance = FanOut();
        instance.Start().Said().Should().Equal("activity#0 Part", "activity#1 Part", "activity#2 Part");
        instance.Turn(Completed(2, 3)).Actions.Should().BeEmpty();
        instance.Turn(Completed(0, 1), Completed(1, 2)).Said().Should().Equal("Completed#3 [1,2,3]");
    }

    [Fact]
    public void ProcessInParallel_LimitOfTwo_NeverAsksForMore()
    {
        var instance = ReplayedInstance.Of(context => context.ProcessInParallelAsync(
            [1, 2, 3, 4], number => context.CallActivityAsync<int>("Part", number), maxConcurrency: 2));

        instance.Start().Said().Should().Equal("activity#0 Part", "activity#1 Part");
        instance.Turn(Completed(1, 20)).Said().Should().Equal("activity#2 Part");
        instance.Turn(Completed(2, 30), Completed(0, 10)).Said().Should().Equal("activity#3 Part");
        instance.Turn(Completed(3, 40)).Said().Should().Equal("Completed#4 [10,20,30,40]");
    }

    [Fact]
    public void ProcessInParallel_OneFails_EndsTheOthersAndThrowsAll()
    {
        var instance = ReplayedInstance.Of(context => context.ProcessInParallelAsync(
            [1, 2, 3], number => context.CallActivityAsync<int>("Part", number), maxConcurrency: 1));

        instance.Start();
        instance.Turn(Failed(0, "first"));
        instance.Turn(Completed(1, 1));
        instance.Turn(Failed(2, "last")).End().FailureDetails.ErrorMessage.Should().Contain("first").And.Contain("last");
    }

    [Fact]
    public void Completion_OfAnUnknownOrEndedTask_IsIgnored()
    {
        var instance = FanOut();
        instance.Start();
        instance.Turn(Completed(0, 1), Completed(0, 100), Completed(77, 5), Fired(1), Failed(9)).Actions.Should().BeEmpty();
    }

    [Fact]
    public void Completion_BeforeTheRecordOfItsAction_IsTaken()
    {
        // A sidecar that crashed between dispatching and saving repeats the turn together with the result.
        var instance = ReplayedInstance.Of(async context => await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("B"));

        instance.Start(null, Completed(0, 1)).Said().Should().Equal("activity#0 A", "activity#1 B");
        instance.Turn(Completed(1, 2), Completed(0, 9)).Said().Should().Equal("Completed#2 3");
    }

    [Fact]
    public void Failure_Uncaught_FailsTheWorkflowWithItsMessage()
    {
        var instance = ReplayedInstance.Of(async context => await context.CallActivityAsync<int>("A"));
        instance.Start();
        var end = instance.Turn(Failed(0, "disk full")).End();
        end.FailureDetails.ErrorType.Should().Be("Dapr.Workflow.WorkflowTaskFailedException");
        end.FailureDetails.ErrorMessage.Should().Be("Activity 'A' (#0) failed: disk full");
    }

    [Fact]
    public void Failure_Caught_TellsItsCause()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            try
            {
                await context.CallActivityAsync("A");
                return "none";
            }
            catch (WorkflowTaskFailedException failed)
            {
                return $"{failed.FailureDetails.IsCausedBy<InvalidOperationException>()} {failed.FailureDetails}";
            }
        });
        instance.Start();
        instance.Turn(Failed(0, "no")).Said().Should().Equal("Completed#1 \"True System.InvalidOperationException: no\"");
    }

    [Fact]
    public void Result_Empty_IsTheDefaultValue()
    {
        var instance = ReplayedInstance.Of(async context => await context.CallActivityAsync<int>("A"));
        instance.Start();
        instance.Turn(Completed(0)).Said().Should().Equal("Completed#1 0");
    }

    [Fact]
    public void Input_Null_IsSentAsEmptyText()
    {
        var instance = ReplayedInstance.Of(async context => await context.CallActivityAsync<int>("A"));
        instance.Start().Actions[0].ScheduleTask.Input.Should().BeEmpty();
    }

    private static ReplayedInstance FanOut() =>
        ReplayedInstance.Of(context => Task.WhenAll(Enumerable.Range(0, 3).Select(part => context.CallActivityAsync<int>("Part", part))));
}
