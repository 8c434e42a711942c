using Dapr.Workflow;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Google.Protobuf;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;
using Wire = Dapr.Workflow.Protocol;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class PropagatedHistoryTests
{
    [Fact]
    public void ToPublic_Nothing_IsNull()
    {
        PropagatedHistories.ToPublic(null).Should().BeNull();
        PropagatedHistories.ToPublic(new Wire.PropagatedHistory()).Should().BeNull();
    }

    [Fact]
    public void ToPublic_OneCaller_TellsItsCallsAndTheirOutcomes()
    {
        var history = PropagatedHistories.ToPublic(new Wire.PropagatedHistory
        {
            Chunks =
            {
                Chunk(
                    TurnStarted(), Started("Parent"), Scheduled(0, "A"), Scheduled(1, "A"), ChildCreated(2, "C"), Scheduled(3, "B"),
                    ChildCreated(4, "C"), Completed(0, 1), Failed(1, "no"), ChildCompleted(2, "x"), ChildFailed(4, "y"), Completed(99)),
            },
        })!;

        history.GetAppIds().Should().Equal("app");
        history.GetByAppId("other").Should().BeEmpty();
        history.GetByInstanceId("parent-1").Should().HaveCount(1);
        history.TryGetLastWorkflowEventByName("parent", out var parent).Should().BeTrue();
        parent!.GetActivitiesByName("a").Select(call => call.Status)
            .Should().Equal(PropagatedHistoryStatus.Completed, PropagatedHistoryStatus.Failed);
        parent.Activities[0].Output.Should().Be("1");
        parent.TryGetLastActivityByName("A", out var last).Should().BeTrue();
        last!.FailureDetails!.ErrorMessage.Should().Be("no");
        parent.GetActivitiesByName("B").Single().Status.Should().Be(PropagatedHistoryStatus.Pending);
        parent.GetWorkflowsByName("C").Select(child => (child.Status, child.Output))
            .Should().Equal((PropagatedHistoryStatus.Completed, "\"x\""), (PropagatedHistoryStatus.Failed, null));
        parent.TryGetLastWorkflowByName("none", out _).Should().BeFalse();
    }

    private static PropagatedHistoryChunk Chunk(params HistoryEvent[] events)
    {
        var chunk = new PropagatedHistoryChunk { AppId = "app", InstanceId = "parent-1", WorkflowName = "Parent" };
        chunk.RawEvents.AddRange(events.Select(item => item.ToByteString()));
        return chunk;
    }
}
