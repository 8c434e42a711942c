using Dapr.Workflow;
using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class FailureTests
{
    [Fact]
    public void Workflow_Unknown_FailsForGood()
    {
        var instance = ReplayedInstance.Of(context => context.CallActivityAsync<int>("A"));
        var details = instance.Turn(Started("Other")).End().FailureDetails;
        details.ErrorType.Should().Be("WorkflowNotFound");
        details.ErrorMessage.Should().Be("No workflow named 'Other' is registered in this worker.");
        details.IsNonRetriable.Should().BeTrue();
    }

    [Fact]
    public void Workflow_NameInOtherCase_IsFound()
    {
        var instance = ReplayedInstance.Of(context => Task.FromResult(context.Name));
        instance.Turn(Started("FLOW")).Said().Should().Equal("Completed#0 \"FLOW\"");
    }

    [Fact]
    public void Workflow_Throws_FailsWithTypeMessageAndStack()
    {
        var instance = ReplayedInstance.Of<object?, int>((_, _) => throw new ArgumentException("bad input"));
        var details = instance.Start().End().FailureDetails;
        details.ErrorType.Should().Be("System.ArgumentException");
        details.ErrorMessage.Should().Be("bad input");
        details.StackTrace.Should().Contain(nameof(FailureTests));
    }

    [Fact]
    public void Workflow_Cancelled_Fails()
    {
        var instance = ReplayedInstance.Of<object?, int>((_, _) => Task.FromCanceled<int>(new CancellationToken(canceled: true)));
        instance.Start().End().FailureDetails.ErrorType.Should().Be("System.Threading.Tasks.TaskCanceledException");
    }

    [Fact]
    public void Workflow_InputOfAnotherType_Fails()
    {
        var instance = ReplayedInstance.Of<int, int>((_, input) => Task.FromResult(input));
        instance.Start("text").End().FailureDetails.ErrorType.Should().Be("System.Text.Json.JsonException");
    }

    [Fact]
    public void Workflow_NoInputForAValueType_GetsTheDefault()
    {
        var instance = ReplayedInstance.Of<int, int>((_, input) => Task.FromResult(input));
        instance.Start().Said().Should().Equal("Completed#0 0");
    }

    [Fact]
    public void Workflow_ResultThatIsNoJson_Fails()
    {
        var instance = ReplayedInstance.Of(_ => Task.FromResult(new Loop()));
        instance.Start().End().FailureDetails.ErrorType.Should().Be("System.Text.Json.JsonException");
    }

    [Fact]
    public void Workflow_FailsWithCallsUnderWay_StillSendsThem()
    {
        var instance = ReplayedInstance.Of<object?, int>((context, _) =>
        {
            _ = context.CallActivityAsync("Notify");
            throw new InvalidOperationException("late");
        });
        instance.Start().Said().Should().Equal("activity#0 Notify", "Failed#1 System.InvalidOperationException");
    }

    [Fact]
    public void Ended_AnotherTurn_AsksForNothing()
    {
        var instance = ReplayedInstance.Of(_ => Task.FromResult(1));
        instance.Start().End().WorkflowStatus.Should().Be(WorkflowStatus.Completed);
        instance.Turn(Raised("late")).Actions.Should().BeEmpty();
    }

    [Theory]
    [InlineData("System.IO.FileNotFoundException", true)]
    [InlineData("System.IO.IOException", true)]
    [InlineData("System.Exception", false)]
    [InlineData("System.Text.Json.JsonException", false)]
    [InlineData("Nowhere.UnknownException", false)]
    [InlineData("", false)]
    [InlineData("Nowhere.Generic`1[[Some.Type, Some.Assembly]]", false)]
    public void IsCausedBy_TypeName_KnowsDerivedTypes(string errorType, bool expected) =>
        new WorkflowTaskFailureDetails(errorType, "").IsCausedBy<IOException>().Should().Be(expected);

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
