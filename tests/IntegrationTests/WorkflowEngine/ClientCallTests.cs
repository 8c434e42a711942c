using Dapr.Workflow.Protocol;
using Grpc.Core;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class ClientCallTests : TaskHubTestBase
{
    [Fact]
    public async Task StartInstance_WithoutWorker_WaitsUntilTheDeadline()
    {
        var starting = async () => await Client.StartInstanceAsync(
            new() { InstanceId = "a", Name = "flow" }, deadline: Soon(), cancellationToken: Cancellation);

        (await starting.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Pending);
    }

    [Fact]
    public async Task StartInstance_OfALiveId_AlreadyExists()
    {
        await using var worker = await ConnectAsync();
        await StartedAsync(worker, "a");

        var again = () => StartInstanceAsync("a");

        (await again.Should().ThrowAsync<RpcException>()).Which.Status
            .Should().Be(new Status(StatusCode.AlreadyExists, "an active workflow with ID 'a' already exists"));
    }

    [Fact]
    public async Task StartInstance_OfAFinishedId_ReplacesIt()
    {
        await using var worker = await ConnectAsync();
        await StartedAsync(worker, "a", Act.Call(0, "work"), Act.Complete(1, "1"));
        var activity = await worker.NextActivityAsync();

        await StartedAsync(worker, "a");
        await worker.AnswerAsync(activity, "of the run before");
        await RaiseAsync("a", "go");

        Kinds((await worker.NextTurnAsync()).NewEvents).Should().Equal("WorkflowStarted", "EventRaised");
        (await StateAsync("a"))!.Output.Should().BeNull();
    }

    [Fact]
    public async Task StartInstance_WithoutId_IsInvalid()
    {
        var starting = () => StartInstanceAsync("");

        (await starting.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task SuspendAndResume_Instance_ReturnWhenTheWorkerHasSeenThem()
    {
        await using var worker = await ConnectAsync();
        await StartedAsync(worker, "a");

        var suspending = Client.SuspendInstanceAsync(new() { InstanceId = "a", Reason = "why" }, cancellationToken: Cancellation).ResponseAsync;
        var turn = await worker.NextTurnAsync();
        var returnedEarly = suspending.IsCompleted;
        await worker.AnswerAsync(turn);
        await suspending;
        var suspended = await StateAsync("a");
        var resuming = Client.ResumeInstanceAsync(new() { InstanceId = "a" }, cancellationToken: Cancellation).ResponseAsync;
        var next = await worker.AnswerNextTurnAsync();
        await resuming;

        returnedEarly.Should().BeFalse();
        turn.NewEvents[1].ExecutionSuspended.Input.Should().Be("why");
        suspended!.WorkflowStatus.Should().Be(WorkflowStatus.Suspended);
        Kinds(next.NewEvents).Should().Equal("WorkflowStarted", "ExecutionResumed");
        (await StateAsync("a"))!.WorkflowStatus.Should().Be(WorkflowStatus.Running);
    }

    [Fact]
    public async Task Terminate_IgnoredByTheWorker_GoesOnWaiting()
    {
        await using var worker = await ConnectAsync();
        await StartedAsync(worker, "a");

        var terminating = Client.TerminateInstanceAsync(new() { InstanceId = "a" }, cancellationToken: Cancellation).ResponseAsync;
        await worker.AnswerNextTurnAsync();
        await RaiseAsync("a", "go");
        var turn = await worker.NextTurnAsync();

        terminating.IsCompleted.Should().BeFalse("daprd before 1.18 leaves it to the worker");
        await worker.AnswerAsync(turn, Act.Terminated(0, "\"late\""));
        await terminating;
        (await StateAsync("a"))!.Output.Should().Be("\"late\"");
    }

    [Fact]
    public async Task GetInstance_OfAnUnknownId_DoesNotExist() => (await StateAsync("nobody")).Should().BeNull();

    [Fact]
    public async Task WaitForInstanceCompletion_OfAnIdThatComesLater_AnswersWithItsResult()
    {
        var waiting = Client.WaitForInstanceCompletionAsync(
            new() { InstanceId = "a", GetInputsAndOutputs = true }, cancellationToken: Cancellation).ResponseAsync;
        await using var worker = await ConnectAsync();
        await StartedAsync(worker, "a", Act.Complete(0, "\"done\""));

        var response = await waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        response.Exists.Should().BeTrue();
        response.WorkflowState.Output.Should().Be("\"done\"");
    }

    [Fact]
    public async Task WaitForInstanceStart_OfAnUnknownId_EndsWithTheDeadline()
    {
        var waiting = async () => await Client.WaitForInstanceStartAsync(
            new() { InstanceId = "nobody" }, deadline: Soon(), cancellationToken: Cancellation);

        (await waiting.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task CallsThatNeedAnInstance_OfAnUnknownId_SaySo()
    {
        Func<Task>[] calls =
        [
            () => RaiseAsync("nobody", "x"),
            async () => await Client.TerminateInstanceAsync(new() { InstanceId = "nobody" }, cancellationToken: Cancellation),
            async () => await Client.SuspendInstanceAsync(new() { InstanceId = "nobody" }, cancellationToken: Cancellation),
            async () => await Client.ResumeInstanceAsync(new() { InstanceId = "nobody" }, cancellationToken: Cancellation),
            async () => await Client.PurgeInstancesAsync(new() { InstanceId = "nobody" }, cancellationToken: Cancellation),
        ];

        foreach (var call in calls)
        {
            var status = (await call.Should().ThrowAsync<RpcException>()).Which.Status;
            status.StatusCode.Should().Be(StatusCode.Unknown);
            status.Detail.Should().EndWith("no such instance exists");
        }
    }

    [Fact]
    public async Task Purge_OfALiveInstance_OnlyByForce()
    {
        await using var worker = await ConnectAsync();
        await StartedAsync(worker, "a");
        var purging = async () => await Client.PurgeInstancesAsync(new() { InstanceId = "a" }, cancellationToken: Cancellation);
        var status = (await purging.Should().ThrowAsync<RpcException>()).Which.Status;

        var forced = await Client.PurgeInstancesAsync(new() { InstanceId = "a", Force = true }, cancellationToken: Cancellation);

        status.Detail.Should().EndWith("orchestration has not yet completed");
        forced.DeletedInstanceCount.Should().Be(1);
        (await StateAsync("a")).Should().BeNull();
    }

    [Fact]
    public async Task ListInstanceIDs_InPages_HasEveryIdOnce()
    {
        await using var worker = await ConnectAsync();
        foreach (var id in new[] { "c", "a", "d", "b", "e" })
            await StartedAsync(worker, id);

        var listed = new List<string>();
        var pages = 0;
        var page = new ListInstanceIDsResponse { ContinuationToken = "" };
        while (page.HasContinuationToken)
        {
            page = await Client.ListInstanceIDsAsync(
                new() { PageSize = 2, ContinuationToken = page.ContinuationToken }, cancellationToken: Cancellation);
            listed.AddRange(page.InstanceIds);
            pages++;
        }

        listed.Should().BeEquivalentTo("a", "b", "c", "d", "e");
        pages.Should().Be(3);
    }

    [Fact]
    public async Task GetInstanceHistory_OfAFinishedInstance_HasEveryEventInOrder()
    {
        await using var worker = await ConnectAsync();
        await StartedAsync(worker, "a", Act.Call(0, "work"));
        await worker.AnswerAsync(await worker.NextActivityAsync(), "1");
        await worker.AnswerNextTurnAsync(Act.Complete(1));

        var history = await Client.GetInstanceHistoryAsync(new() { InstanceId = "a" }, cancellationToken: Cancellation);

        Kinds(history.Events).Should().Equal(
            "WorkflowStarted", "ExecutionStarted", "TaskScheduled", "WorkflowStarted", "TaskCompleted", "ExecutionCompleted");
    }

    [Fact]
    public async Task RerunWorkflowFromEvent_IsUnimplemented()
    {
        var rerunning = async () => await Client.RerunWorkflowFromEventAsync(
            new() { SourceInstanceId = "a", EventId = 0 }, cancellationToken: Cancellation);

        (await rerunning.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    private static DateTime Soon() => TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300);

    private async Task StartedAsync(RawWorker worker, string instanceId, params WorkflowAction[] actions)
    {
        var starting = StartInstanceAsync(instanceId);
        await worker.AnswerNextTurnAsync(actions);
        await starting;
    }
}
