using System.Collections.Concurrent;
using Dapr.Workflow;
using ReportScheduler.DevHost.Sidecar.Workflows;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class WorkerLossTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly WorkflowEngine _engine = TaskHubServer.NewEngine();
    private readonly ConcurrentQueue<string> _ran = new();
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskHubServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TaskHubServer.StartAsync(_engine);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task WorkerCutOffInAnActivity_AnotherFinishes_AndTheLateResultIsIgnored()
    {
        await using var lost = await WorkerHost.StartAsync(_server, options => Register(options, "lost"));
        var id = await lost.Client.ScheduleNewWorkflowAsync("pipeline", null, "in");
        await _blocked.Task.WaitAsync(Deadline, Cancellation);
        await using var other = await WorkerHost.StartAsync(_server, options => Register(options, "other"));

        lost.Cut();
        var state = await other.Client.WaitForWorkflowCompletionAsync(id, cancellation: Cancellation).WaitAsync(Deadline, Cancellation);
        lost.Mend();
        await Eventually.TrueAsync(() => _server.Hub.ConnectedWorkers == 2, Deadline, Cancellation);
        _released.SetResult();
        await Eventually.TrueAsync(() => _ran.Contains("render on lost"), Deadline, Cancellation);

        state.ReadOutputAs<string>().Should().Be("finished by other");
        _ran.Where(run => run.StartsWith("finish", StringComparison.Ordinal)).Should().Equal("finish on other");
        (await other.Client.GetWorkflowStateAsync(id, cancellation: Cancellation)).ReadOutputAs<string>().Should().Be("finished by other");
    }

    [Fact]
    public async Task TwoWorkers_WithManyWorkflows_ShareThem()
    {
        _released.SetResult();
        await using var one = await WorkerHost.StartAsync(_server, options => Register(options, "one"));
        await using var two = await WorkerHost.StartAsync(_server, options => Register(options, "other"));

        var ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => one.Client.ScheduleNewWorkflowAsync("pipeline", null, "in")));
        foreach (var id in ids)
            await one.Client.WaitForWorkflowCompletionAsync(id, cancellation: Cancellation).WaitAsync(Deadline, Cancellation);

        _ran.Count(run => run.StartsWith("finish", StringComparison.Ordinal)).Should().Be(100);
        _ran.Should().Contain("render on one").And.Contain("render on other");
    }

    [Fact]
    public async Task EngineRestarted_WithLostMemory_WorkerReconnectsAndTheSameIdRunsAgain()
    {
        _released.SetResult();
        await using var worker = await WorkerHost.StartAsync(_server, options => Register(options, "other"));
        await worker.Client.ScheduleNewWorkflowAsync("waiting", "run-1");
        var port = _server.Address.Port;
        await _engine.DisposeAsync();
        await _server.DisposeAsync();

        await using var engine = TaskHubServer.NewEngine();
        await using var server = await TaskHubServer.StartAsync(engine, port: port);
        await Eventually.TrueAsync(() => server.Hub.ConnectedWorkers == 1, Deadline, Cancellation);
        var lost = await worker.Client.GetWorkflowStateAsync("run-1", cancellation: Cancellation);
        await worker.Client.ScheduleNewWorkflowAsync("pipeline", "run-1", "in");
        var state = await worker.Client.WaitForWorkflowCompletionAsync("run-1", cancellation: Cancellation).WaitAsync(Deadline, Cancellation);

        lost.Exists.Should().BeFalse();
        state.ReadOutputAs<string>().Should().Be("finished by other");
    }

    private void Register(WorkflowRuntimeOptions options, string worker)
    {
        options.RegisterWorkflow<string, string>("pipeline", async (context, input) =>
            await context.CallActivityAsync<string>("finish", await context.CallActivityAsync<string>("render", input)));
        options.RegisterWorkflow<object?, string>("waiting", (context, _) => context.WaitForExternalEventAsync<string>("never"));
        options.RegisterActivity<string, string>("render", async (_, input) =>
        {
            if (worker == "lost")
            {
                _blocked.TrySetResult();
                await _released.Task;
            }

            _ran.Enqueue("render on " + worker);
            return input;
        });
        options.RegisterActivity<string, string>("finish", (_, _) =>
        {
            _ran.Enqueue("finish on " + worker);
            return Task.FromResult("finished by " + worker);
        });
    }
}
