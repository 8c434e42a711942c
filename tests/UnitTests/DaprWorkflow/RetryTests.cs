using Dapr.Workflow;
using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class RetryTests
{
    [Fact]
    public void Activity_FailsTwice_WaitsDurablyAndKeepsItsExecutionId()
    {
        var instance = Retrying(new WorkflowRetryPolicy(3, TimeSpan.FromSeconds(10), 2));
        var first = instance.Start().Actions.Single().ScheduleTask;

        instance.Now = Epoch.AddMinutes(1);
        var timer = instance.Turn(Failed(0)).Actions.Single();
        timer.Say().Should().Be("timer#1");
        timer.CreateTimer.FireAt.ToDateTime().Should().Be(instance.Now.AddSeconds(10));
        timer.CreateTimer.OriginCase.Should().Be(CreateTimerAction.OriginOneofCase.ActivityRetry);
        timer.CreateTimer.ActivityRetry.TaskExecutionId.Should().Be(first.TaskExecutionId);

        var second = instance.Turn(Fired(1)).Actions.Single();
        second.Say().Should().Be("activity#2 A");
        second.ScheduleTask.TaskExecutionId.Should().Be(first.TaskExecutionId);
        second.ScheduleTask.Input.Should().Be(first.Input);

        instance.Turn(Failed(2)).Actions.Single().CreateTimer.FireAt.ToDateTime().Should().Be(instance.Now.AddSeconds(20));
        instance.Turn(Fired(3)).Said().Should().Equal("activity#4 A");
        instance.Turn(Completed(4, 1)).Said().Should().Equal("Completed#5 1");
    }

    [Fact]
    public void Activity_LastAttemptFails_ThrowsItsFailure()
    {
        var instance = Retrying(new WorkflowRetryPolicy(2, TimeSpan.FromSeconds(1)));
        instance.Start();
        instance.Turn(Failed(0, "first"));
        instance.Turn(Fired(1));
        instance.Turn(Failed(2, "second")).End().FailureDetails.ErrorMessage.Should().Be("Activity 'A' (#2) failed: second");
    }

    [Fact]
    public void Activity_NonRetriableFailure_IsNotRetried()
    {
        var instance = Retrying(new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(1)));
        instance.Start();
        instance.Turn(Failed(0, final: true)).End().WorkflowStatus.Should().Be(WorkflowStatus.Failed);
    }

    [Fact]
    public void Child_Fails_IsStartedAgainUnderAnotherId()
    {
        var instance = ReplayedInstance.Of(context => context.CallChildWorkflowAsync<int>(
            "C", null, new ChildWorkflowTaskOptions(RetryPolicy: new WorkflowRetryPolicy(3, TimeSpan.FromSeconds(1)))));
        var first = instance.Start().Actions.Single().CreateChildWorkflow;
        var timer = instance.Turn(ChildFailed(0)).Actions.Single().CreateTimer;
        timer.ChildWorkflowRetry.InstanceId.Should().Be(first.InstanceId);
        var second = instance.Turn(Fired(1)).Actions.Single();
        second.Say().Should().Be("child#2 C");
        second.CreateChildWorkflow.InstanceId.Should().NotBe(first.InstanceId);
        instance.Turn(ChildFailed(2)).Actions.Single().CreateTimer.ChildWorkflowRetry.InstanceId.Should().Be(first.InstanceId);
        instance.Turn(Fired(3));
        instance.Turn(ChildCompleted(4, 3)).Said().Should().Equal("Completed#5 3");
    }

    private static ReplayedInstance Retrying(WorkflowRetryPolicy policy) =>
        ReplayedInstance.Of(context => context.CallActivityAsync<int>("A", "in", new WorkflowTaskOptions(policy)));
}
