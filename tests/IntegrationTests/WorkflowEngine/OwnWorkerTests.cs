using Dapr.Workflow;
using ReportScheduler.DevHost.Sidecar.Workflows;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class OwnWorkerTests : IAsyncLifetime
{
    private readonly WorkflowEngine _engine = TaskHubServer.NewEngine();
    private readonly Dictionary<string, int> _attempts = [];
    private TaskHubServer _server = null!;
    private WorkerHost _worker = null!;

    private DaprWorkflowClient Client => _worker.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TaskHubServer.StartAsync(_engine);
        _worker = await WorkerHost.StartAsync(_server, Register);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _engine.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task FanOut_OfActivities_GathersAllResults() =>
        (await PlayAsync("fanOut", Enumerable.Range(1, 5))).ReadOutputAs<int>().Should().Be(55);

    [Fact]
    public async Task Timer_Awaited_IsNotEarly()
    {
        var state = await PlayAsync("timer", TimeSpan.FromMilliseconds(300));

        state.ReadOutputAs<TimeSpan>().Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Event_RaisedBeforeItIsAwaited_IsKept()
    {
        var id = await StartAsync("twoEvents");
        await Client.RaiseEventAsync(id, "second", "b", Cancellation);
        await Client.RaiseEventAsync(id, "first", "a", Cancellation);

        (await EndAsync(id)).ReadOutputAs<string>().Should().Be("ab");
    }

    [Fact]
    public async Task Child_FailedAndSucceeded_TellsItsParent() =>
        (await PlayAsync("parent", 7)).ReadOutputAs<string>().Should().Be("49, then it broke");

    [Fact]
    public async Task Failure_OfAnActivity_FailsTheInstanceWithItsDetails()
    {
        var state = await PlayAsync("failing", 0);

        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Failed);
        state.FailureDetails!.ErrorMessage.Should().Contain("it broke");
    }

    [Fact]
    public async Task RetryPolicy_OfAnActivityThatFailsTwice_SucceedsTheThirdTime() =>
        (await PlayAsync("retrying", "key")).ReadOutputAs<int>().Should().Be(3);

    [Fact]
    public async Task ContinueAsNew_MoreOftenThanTheLoopAllows_ReachesTheEnd() =>
        (await PlayAsync("counting", 1)).ReadOutputAs<int>().Should().Be(25);

    [Fact]
    public async Task SuspendAndResume_WithEventsMeanwhile_LosesNone()
    {
        var id = await StartAsync("twoEvents");
        await Client.SuspendWorkflowAsync(id, "wait", Cancellation);
        await Client.RaiseEventAsync(id, "first", "a", Cancellation);
        await Client.RaiseEventAsync(id, "second", "b", Cancellation);
        var suspended = await Client.GetWorkflowStateAsync(id, cancellation: Cancellation);

        await Client.ResumeWorkflowAsync(id, cancellation: Cancellation);

        suspended.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Suspended);
        (await EndAsync(id)).ReadOutputAs<string>().Should().Be("ab");
    }

    [Fact]
    public async Task Terminate_Parent_TerminatesItsChildren()
    {
        var id = await StartAsync("waitingParent");

        await Client.TerminateWorkflowAsync(id, "enough", Cancellation);

        var parent = await Client.GetWorkflowStateAsync(id, cancellation: Cancellation);
        var child = await EndAsync(id + "-child");
        parent.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Terminated);
        parent.ReadOutputAs<string>().Should().Be("enough");
        child.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task Purge_FinishedInstance_ForgetsIt()
    {
        var state = await PlayAsync("fanOut", Enumerable.Range(1, 1), "purged");
        var purged = await Client.PurgeInstanceAsync("purged", Cancellation);

        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Completed);
        purged.Should().BeTrue();
        (await Client.GetWorkflowStateAsync("purged", cancellation: Cancellation)).Exists.Should().BeFalse();
    }

    [Fact]
    public async Task SendEvent_ToAnotherWorkflow_ArrivesThere()
    {
        var receiver = await StartAsync("twoEvents");

        await PlayAsync("sender", receiver);

        (await EndAsync(receiver)).ReadOutputAs<string>().Should().Be("xy");
    }

    [Fact]
    public async Task Nondeterministic_Workflow_FailsWithAClearError()
    {
        var state = await PlayAsync("changing", 0);

        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Failed);
        state.FailureDetails!.ErrorType.Should().Be("NonDeterministicWorkflow");
        state.FailureDetails.ErrorMessage.Should().Contain("square").And.Contain("fail");
    }

    [Fact]
    public async Task ManySmallWorkflows_StartedAtOnce_AllComplete()
    {
        var ids = Enumerable.Range(0, 2_000).Select(number => $"small-{number}").ToArray();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Cancellation },
            async (id, cancellation) => await Client.ScheduleNewWorkflowAsync("small", id, id.Length, (DateTimeOffset?)null, cancellation));

        foreach (var id in ids)
            (await EndAsync(id)).ReadOutputAs<int>().Should().Be(id.Length * id.Length);
    }

    private void Register(WorkflowRuntimeOptions options)
    {
        options.RegisterActivity<int, int>("square", (_, number) => Task.FromResult(number * number));
        options.RegisterActivity<int, int>("fail", (_, _) => throw new InvalidOperationException("it broke"));
        options.RegisterActivity<string, int>("failTwice", (_, key) => Task.FromResult(Attempt(key)));
        options.RegisterWorkflow<int[], int>("fanOut", async (context, numbers) =>
            (await Task.WhenAll(numbers.Select(number => context.CallActivityAsync<int>("square", number)))).Sum());
        options.RegisterWorkflow<TimeSpan, TimeSpan>("timer", async (context, delay) =>
        {
            var before = context.CurrentUtcDateTime;
            await context.CreateTimer(delay);
            return context.CurrentUtcDateTime - before;
        });
        options.RegisterWorkflow<object?, string>("twoEvents", async (context, _) =>
            await context.WaitForExternalEventAsync<string>("first") + await context.WaitForExternalEventAsync<string>("second"));
        options.RegisterWorkflow<int, int>("small", (context, number) => context.CallActivityAsync<int>("square", number));
        options.RegisterWorkflow<int, int>("failing", (context, number) => context.CallActivityAsync<int>("fail", number));
        options.RegisterWorkflow<int, string>("parent", ParentAsync);
        options.RegisterWorkflow<string, int>("retrying", (context, key) => context.CallActivityAsync<int>(
            "failTwice", key, new WorkflowTaskOptions(new WorkflowRetryPolicy(5, TimeSpan.FromMilliseconds(10)))));
        options.RegisterWorkflow<int, int>("counting", (context, count) =>
        {
            if (count < 25)
                context.ContinueAsNew(count + 1);
            return Task.FromResult(count);
        });
        options.RegisterWorkflow<object?, string>("waitingParent", (context, _) => context.CallChildWorkflowAsync<string>(
            "twoEvents", options: new ChildWorkflowTaskOptions(context.InstanceId + "-child")));
        options.RegisterWorkflow<string, int>("sender", async (context, receiver) =>
        {
            context.SendEvent(receiver, "first", "x");
            context.SendEvent(receiver, "second", "y");
            return await context.CallActivityAsync<int>("square", 1);
        });
        options.RegisterWorkflow<int, int>("changing", (context, number) =>
            context.CallActivityAsync<int>(context.IsReplaying ? "fail" : "square", number));
    }

    private static async Task<string> ParentAsync(WorkflowContext context, int number)
    {
        var square = await context.CallChildWorkflowAsync<int>("small", number);
        try
        {
            await context.CallChildWorkflowAsync<int>("failing", number);
            return "did not fail";
        }
        catch (WorkflowTaskFailedException failed) when (failed.FailureDetails.ErrorMessage.Contains("it broke"))
        {
            return $"{square}, then it broke";
        }
    }

    private int Attempt(string key)
    {
        lock (_attempts)
        {
            _attempts[key] = _attempts.GetValueOrDefault(key) + 1;
            return _attempts[key] < 3 ? throw new InvalidOperationException("not yet") : _attempts[key];
        }
    }

    private Task<string> StartAsync(string workflow, object? input = null, string? id = null) =>
        Client.ScheduleNewWorkflowAsync(workflow, id, input, (DateTimeOffset?)null, Cancellation);

    private Task<WorkflowState> EndAsync(string id) =>
        Client.WaitForWorkflowCompletionAsync(id, cancellation: Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

    private async Task<WorkflowState> PlayAsync(string workflow, object? input, string? id = null) =>
        await EndAsync(await StartAsync(workflow, input, id));
}
