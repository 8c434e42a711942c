using Dapr.Common.Serialization;
using Dapr.Workflow;
using Google.Protobuf.WellKnownTypes;
using Wire = Dapr.Workflow.Protocol;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class WorkflowStateTests
{
    [Fact]
    public void State_NoInstance_HasNothing()
    {
        var state = new WorkflowState(null, new JsonDaprSerializer());
        state.Exists.Should().BeFalse();
        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Unknown);
        state.WorkflowName.Should().BeNull();
        state.CreatedAt.Should().Be(default);
        state.ReadOutputAs<string>().Should().BeNull();
    }

    [Fact]
    public void State_EmptyTextsOfOldSidecars_AreNothing()
    {
        var state = Of(new Wire.WorkflowState { Input = "", Output = "", CustomStatus = "" });
        state.ReadInputAs<int?>().Should().BeNull();
        state.ReadOutputAs<int>().Should().Be(0);
        state.ReadCustomStatusAs<string>().Should().BeNull();
    }

    [Theory]
    [InlineData(Wire.WorkflowStatus.Running, true, false)]
    [InlineData(Wire.WorkflowStatus.Completed, false, true)]
    [InlineData(Wire.WorkflowStatus.Failed, false, true)]
    [InlineData(Wire.WorkflowStatus.Terminated, false, true)]
    [InlineData(Wire.WorkflowStatus.Suspended, false, false)]
    [InlineData(Wire.WorkflowStatus.Stalled, false, false)]
    internal void State_Status_TellsRunningAndCompleted(Wire.WorkflowStatus status, bool running, bool completed)
    {
        var state = Of(new Wire.WorkflowState { WorkflowStatus = status });
        state.RuntimeStatus.ToString().Should().Be(status.ToString());
        state.IsWorkflowRunning.Should().Be(running);
        state.IsWorkflowCompleted.Should().Be(completed);
    }

    [Fact]
    public void State_StatusOfALaterVersion_IsUnknown() =>
        Of(new Wire.WorkflowState { WorkflowStatus = (Wire.WorkflowStatus)42 }).RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Unknown);

    [Fact]
    public void State_Everything_IsRead()
    {
        var state = Of(new Wire.WorkflowState
        {
            Name = "Flow",
            Input = "1",
            Output = "[2]",
            CustomStatus = "\"half\"",
            CreatedTimestamp = Events.Epoch.ToTimestamp(),
            LastUpdatedTimestamp = Events.Epoch.AddSeconds(1).ToTimestamp(),
            FailureDetails = new() { ErrorType = "type", ErrorMessage = "message", StackTrace = "stack" },
        });
        state.WorkflowName.Should().Be("Flow");
        state.ReadInputAs<int>().Should().Be(1);
        state.ReadOutputAs<int[]>().Should().Equal(2);
        state.ReadCustomStatusAs<string>().Should().Be("half");
        state.CreatedAt.Should().Be(new DateTimeOffset(Events.Epoch));
        state.LastUpdatedAt.Should().Be(new DateTimeOffset(Events.Epoch.AddSeconds(1)));
        state.FailureDetails!.StackTrace.Should().Be("stack");
    }

    private static WorkflowState Of(Wire.WorkflowState state) => new(state, new JsonDaprSerializer());
}
