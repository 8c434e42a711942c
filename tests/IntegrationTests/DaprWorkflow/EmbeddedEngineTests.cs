using Dapr.Workflow;
using ReportScheduler.DevHost.Sidecar.Workflows;
using ReportScheduler.IntegrationTests.Workflows;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

/// <summary>The worker and the client against the embedded engine: the two ends of the protocol were written apart.</summary>
public sealed class EmbeddedEngineTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private WorkflowEngine engine = null!;
    private TaskHubServer server = null!;
    private WorkerHost worker = null!;
    private int failures;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IDaprWorkflowClient Client => worker.Client;

    public async ValueTask InitializeAsync()
    {
        engine = TaskHubServer.NewEngine();
        server = await TaskHubServer.StartAsync(engine);
        worker = await WorkerHost.StartAsync(server.Address.Port, Register);
    }

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        await engine.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task FanOut_HundredParts_GivesTheSum()
    {
        (await RunAsync<int>("FanOut", 100)).Should().Be(4950);
    }

    [Fact]
    public async Task Retry_FailsTwice_SucceedsAtLast()
    {
        failures = 2;
        (await RunAsync<string>("Retry", "x")).Should().Be("x");
    }

    [Fact]
    public async Task Children_AndContinueAsNew_CountDown()
    {
        (await RunAsync<int[]>("CountDown", 5)).Should().Equal(10, 8, 6, 4, 2);
    }

    [Fact]
    public async Task Event_RaisedByAnotherWorkflow_Arrives()
    {
        var waiting = await Client.ScheduleNewWorkflowAsync("Wait");
        await RunAsync<string>("Send", waiting);
        (await OutputAsync<string>(waiting)).Should().Be("from a workflow");
    }

    [Fact]
    public async Task Event_DoesNotCome_TimesOut()
    {
        (await RunAsync<string>("WaitBriefly", null)).Should().Be("timed out");
    }

    [Fact]
    public async Task Suspend_Event_IsHeldUntilResumed()
    {
        var id = await Client.ScheduleNewWorkflowAsync("Wait");
        await Client.SuspendWorkflowAsync(id, cancellation: Cancellation);
        await Client.RaiseEventAsync(id, "go", "held", Cancellation);
        (await Client.GetWorkflowStateAsync(id, cancellation: Cancellation)).RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Suspended);
        (await Client.GetWorkflowStateAsync(id, cancellation: Cancellation)).ReadCustomStatusAs<string>().Should().Be("waiting");
        await Client.ResumeWorkflowAsync(id, cancellation: Cancellation);
        (await OutputAsync<string>(id)).Should().Be("held");
    }

    [Fact]
    public async Task Terminate_AndPurge_LeaveNothing()
    {
        var id = await Client.ScheduleNewWorkflowAsync("Wait");
        await Client.TerminateWorkflowAsync(id, "stopped", Cancellation);
        var state = await Client.WaitForWorkflowCompletionAsync(id, cancellation: Cancellation);
        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Terminated);
        state.ReadOutputAs<string>().Should().Be("stopped");
        (await Client.PurgeInstanceAsync(id, Cancellation)).Should().BeTrue();
        (await Client.GetWorkflowStateAsync(id, cancellation: Cancellation)).Exists.Should().BeFalse();
    }

    [Fact]
    public async Task Failure_OfAnActivity_FailsTheWorkflow()
    {
        failures = 100;
        var id = await Client.ScheduleNewWorkflowAsync("Retry", input: "x");
        var state = await Client.WaitForWorkflowCompletionAsync(id, cancellation: Cancellation);
        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Failed);
        state.FailureDetails!.ErrorMessage.Should().Contain("not yet");
    }

    [Fact]
    public async Task Worker_ReplacedWhileAnInstanceWaits_GoesOnInTheNewOne()
    {
        var id = await Client.ScheduleNewWorkflowAsync("Wait");
        await worker.DisposeAsync();
        worker = await WorkerHost.StartAsync(server.Address.Port, Register);
        await Client.RaiseEventAsync(id, "go", "after the change", Cancellation);
        (await OutputAsync<string>(id)).Should().Be("after the change");
    }

    [Fact]
    public async Task Activity_WorkerStopsInTheMiddle_RunsAgainInAnother()
    {
        var id = await Client.ScheduleNewWorkflowAsync("Long");
        await Eventually.TrueAsync(() => Volatile.Read(ref longRuns) == 1, Limit, Cancellation);
        var next = await WorkerHost.StartAsync(server.Address.Port, Register);
        await worker.DisposeAsync();
        worker = next;
        (await OutputAsync<int>(id)).Should().Be(2);
    }

    private int longRuns;

    private async Task<T?> RunAsync<T>(string workflow, object? input) =>
        await OutputAsync<T>(await Client.ScheduleNewWorkflowAsync(workflow, input: input));

    private async Task<T?> OutputAsync<T>(string id)
    {
        var state = await Client.WaitForWorkflowCompletionAsync(id, cancellation: Cancellation).WaitAsync(Limit, Cancellation);
        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Completed, state.FailureDetails?.ToString());
        return state.ReadOutputAs<T>();
    }

    private void Register(WorkflowRuntimeOptions options)
    {
        options.RegisterActivity<int, int>("Same", (_, input) => Task.FromResult(input));
        options.RegisterActivity<string, string>("Flaky", (_, input) =>
            Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("not yet") : Task.FromResult(input));
        options.RegisterActivity<object?, int>("Long", async (_, _) =>
        {
            var run = Interlocked.Increment(ref longRuns);
            if (run == 1)
                await Task.Delay(Timeout.Infinite, worker.Stopping);
            return run;
        });

        options.RegisterWorkflow<int, int>("FanOut", async (context, count) =>
            (await Task.WhenAll(Enumerable.Range(0, count).Select(part => context.CallActivityAsync<int>("Same", part)))).Sum());
        options.RegisterWorkflow<string, string>("Retry", (context, input) => context.CallActivityAsync<string>(
            "Flaky", input, new WorkflowTaskOptions(new WorkflowRetryPolicy(3, TimeSpan.FromMilliseconds(20)))));
        options.RegisterWorkflow<int, int>("Double", async (context, input) => 2 * await context.CallActivityAsync<int>("Same", input));
        options.RegisterWorkflow<Countdown, int[]>("Count", async (context, state) =>
        {
            int[] done = [.. state.Done, await context.CallChildWorkflowAsync<int>("Double", state.Left)];
            if (state.Left > 1)
                context.ContinueAsNew(new Countdown(state.Left - 1, done));
            return done;
        });
        options.RegisterWorkflow<int, int[]>("CountDown", (context, from) =>
            context.CallChildWorkflowAsync<int[]>("Count", new Countdown(from, [])));
        options.RegisterWorkflow<object?, string>("Wait", (context, _) =>
        {
            context.SetCustomStatus("waiting");
            return context.WaitForExternalEventAsync<string>("go");
        });
        options.RegisterWorkflow<object?, string>("WaitBriefly", async (context, _) =>
        {
            try
            {
                return await context.WaitForExternalEventAsync<string>("go", TimeSpan.FromMilliseconds(50));
            }
            catch (TaskCanceledException)
            {
                return "timed out";
            }
        });
        options.RegisterWorkflow<string, string>("Send", (context, receiver) =>
        {
            context.SendEvent(receiver, "go", "from a workflow");
            return Task.FromResult("sent");
        });
        options.RegisterWorkflow<object?, int>("Long", (context, _) => context.CallActivityAsync<int>("Long"));
    }

    internal sealed record Countdown(int Left, int[] Done);
}
