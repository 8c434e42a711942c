using Dapr.Workflow.Protocol;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class ChildWorkflowTests : TaskHubTestBase
{
    [Fact]
    public async Task Child_WithoutId_IsNamedAfterItsParentAndReturnsItsResult()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Child(26, "child", input: "1"));
        await starting;

        var child = await worker.AnswerNextTurnAsync(Act.Complete(0, "2"));
        var turn = await worker.NextTurnAsync();

        child.InstanceId.Should().Be("a:001a");
        var started = child.NewEvents[1].ExecutionStarted;
        started.Name.Should().Be("child");
        started.Input.Should().Be("1");
        started.ParentInstance.TaskScheduledId.Should().Be(26);
        started.ParentInstance.Name.Should().Be("flow");
        started.ParentInstance.WorkflowInstance.InstanceId.Should().Be("a");
        started.ParentInstance.AppId.Should().Be("test-app");
        Kinds(turn.PastEvents).Should().EndWith(["ChildWorkflowInstanceCreated"]);
        turn.PastEvents[^1].EventId.Should().Be(26);
        turn.NewEvents[1].ChildWorkflowInstanceCompleted.Should().Be(new ChildWorkflowInstanceCompletedEvent { TaskScheduledId = 26, Result = "2" });
    }

    [Fact]
    public async Task Child_Failed_TellsItsParentWhy()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Child(0, "child", "c"));
        await starting;

        await worker.AnswerNextTurnAsync(Act.Fail(0, "Boom", "it broke"));

        var failed = (await worker.NextTurnAsync()).NewEvents[1].ChildWorkflowInstanceFailed;
        failed.TaskScheduledId.Should().Be(0);
        failed.FailureDetails.ErrorMessage.Should().Be("it broke");
    }

    [Fact]
    public async Task Child_WithTheIdOfALiveInstance_FailsTheTurnUntilTheIdIsFree()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("taken");
        await worker.AnswerNextTurnAsync();
        await starting;
        starting = StartInstanceAsync("a");

        await worker.AnswerNextTurnAsync(Act.Child(0, "child", "free"), Act.Child(1, "child", "taken"));

        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Pending);
        (await StateAsync("free")).Should().BeNull("nothing of a turn that is not saved takes effect");
        await RaiseAsync("taken", "end");
        await worker.AnswerNextTurnAsync(Act.Complete(0));
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await worker.AnswerNextTurnAsync(Act.Child(0, "child", "free"), Act.Child(1, "child", "taken"))).InstanceId.Should().Be("a");
        await starting;
        string[] children = [(await worker.NextTurnAsync()).InstanceId, (await worker.NextTurnAsync()).InstanceId];
        children.Should().BeEquivalentTo("free", "taken");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_OfAParent_ReachesChildrenOnlyIfRecursive(bool recursive)
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Child(0, "child", "c"));
        await starting;
        await worker.AnswerNextTurnAsync(Act.Child(0, "grandchild", "g"));
        await worker.AnswerNextTurnAsync();

        var terminating = Client.TerminateInstanceAsync(
            new TerminateRequest { InstanceId = "a", Output = "\"why\"", Recursive = recursive }, cancellationToken: Cancellation);
        var turn = await worker.AnswerNextTurnAsync(Act.Terminated(1, "\"why\""));
        await terminating;

        turn.NewEvents[1].ExecutionTerminated.Should().Be(new ExecutionTerminatedEvent { Input = "\"why\"", Recurse = recursive });
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Terminated);
        if (!recursive)
        {
            await RaiseAsync("c", "go");
            Kinds((await worker.NextTurnAsync()).NewEvents).Should().Equal("WorkflowStarted", "EventRaised");
            return;
        }

        (await worker.AnswerNextTurnAsync(Act.Terminated(1))).InstanceId.Should().Be("c");
        (await worker.AnswerNextTurnAsync(Act.Terminated(1))).InstanceId.Should().Be("g");
        (await StateAsync("c"))!.WorkflowStatus.Should().Be(WorkflowStatus.Terminated);
        (await StateAsync("g"))!.WorkflowStatus.Should().Be(WorkflowStatus.Terminated);
    }

    [Fact]
    public async Task Purge_Recursive_ForgetsTheWholeTree()
    {
        await using var worker = await ConnectAsync();
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Child(0, "child", "c"));
        await starting;
        await worker.AnswerNextTurnAsync(Act.Complete(0));
        await worker.AnswerNextTurnAsync(Act.Complete(1));

        var purged = await Client.PurgeInstancesAsync(new() { InstanceId = "a", Recursive = true }, cancellationToken: Cancellation);

        purged.DeletedInstanceCount.Should().Be(2);
        (await StateAsync("a")).Should().BeNull();
        (await StateAsync("c")).Should().BeNull();
    }

    [Fact]
    public async Task ActivityAndChild_OfAnotherApp_RunThereAndAnswerHere()
    {
        await using var other = await TaskHubServer.StartAsync(Engine, "other-app");
        await using var worker = await ConnectAsync();
        await using var otherWorker = await RawWorker.ConnectAsync(other);
        var starting = StartInstanceAsync("a");
        await worker.AnswerNextTurnAsync(Act.Call(0, "work", app: "other-app"), Act.Child(1, "child", "c", app: "other-app"));
        await starting;

        var items = new[] { await otherWorker.NextAsync(), await otherWorker.NextAsync() };
        var child = items.Single(item => item.WorkflowRequest is not null).WorkflowRequest;
        await otherWorker.AnswerAsync(items.Single(item => item.ActivityRequest is not null).ActivityRequest, "1");
        var first = await worker.AnswerNextTurnAsync();
        await otherWorker.AnswerAsync(child, Act.Complete(0, "2"));
        var second = await worker.NextTurnAsync();

        child.NewEvents[1].Router.Should().Be(new TaskRouter { SourceAppId = "test-app", TargetAppId = "other-app" });
        first.NewEvents[1].TaskCompleted.Result.Should().Be("1");
        second.NewEvents[1].ChildWorkflowInstanceCompleted.Result.Should().Be("2");
        second.NewEvents[1].Router.Should().Be(new TaskRouter { SourceAppId = "other-app", TargetAppId = "test-app" });
    }
}
