using Dapr.Workflow;
using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class ChildWorkflowTests
{
    [Fact]
    public void Child_Completed_GivesItsResult()
    {
        var instance = Calling(null);
        var child = instance.Start().Actions.Single();
        child.Say().Should().Be("child#0 C");
        child.CreateChildWorkflow.Input.Should().Be("5");
        Guid.TryParse(child.CreateChildWorkflow.InstanceId, out _).Should().BeTrue();
        instance.Turn(ChildCompleted(0, 6)).Said().Should().Equal("Completed#1 6");
    }

    [Fact]
    public void Child_Failed_ThrowsWithItsReason()
    {
        var instance = Calling(null);
        instance.Start();
        instance.Turn(ChildFailed(0, "no data")).End().FailureDetails.ErrorMessage.Should().Be("Child workflow 'C' (#0) failed: no data");
    }

    [Fact]
    public void Child_OwnId_IsUsed()
    {
        Calling(new ChildWorkflowTaskOptions("mine")).Start().Actions.Single().CreateChildWorkflow.InstanceId.Should().Be("mine");
    }

    [Fact]
    public void Call_SameApp_HasNoRouter()
    {
        Calling(null).Start().Actions.Single().Router.Should().BeNull();
    }

    [Fact]
    public void Call_OtherApp_NamesBothApps()
    {
        var router = Calling(new ChildWorkflowTaskOptions(TargetAppId: "other")).Start().Actions.Single().Router;
        router.SourceAppId.Should().Be("report-worker");
        router.TargetAppId.Should().Be("other");
    }

    [Fact]
    public void Call_OtherApp_TheSidecarsWordOnTheOwnIdCountsMore()
    {
        var started = Started("Flow", 5);
        started.Router = new TaskRouter { SourceAppId = "caller", TargetAppId = "me" };
        var instance = Calling(new ChildWorkflowTaskOptions(TargetAppId: "other"));
        instance.Turn(started).Actions.Single().Router.SourceAppId.Should().Be("me");
    }

    [Fact]
    public void Call_OtherAppWithOwnIdUnknown_FailsWithASentence()
    {
        var instance = Calling(new ChildWorkflowTaskOptions(TargetAppId: "other"), appId: null);
        instance.Start(5).End().FailureDetails.ErrorMessage.Should().Be("A call to app 'other' needs to know this app's own id: set APP_ID.");
    }

    [Fact]
    public void Call_WithHistory_SaysTheScope()
    {
        var options = new ChildWorkflowTaskOptions().WithHistoryPropagation(Dapr.Workflow.HistoryPropagationScope.Lineage);
        var child = Calling(options).Start().Actions.Single().CreateChildWorkflow;
        child.HistoryPropagationScope.Should().Be(Dapr.Workflow.Protocol.HistoryPropagationScope.Lineage);
        Calling(null).Start().Actions.Single().CreateChildWorkflow.HasHistoryPropagationScope.Should().BeFalse();
    }

    private static ReplayedInstance Calling(ChildWorkflowTaskOptions? options, string? appId = "report-worker") =>
        ReplayedInstance.Of<object?, int>((context, _) => context.CallChildWorkflowAsync<int>("C", 5, options), appId);
}
