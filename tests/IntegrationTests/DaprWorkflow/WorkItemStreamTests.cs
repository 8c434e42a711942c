using Dapr.Workflow;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

public sealed class WorkItemStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_StopsAndComesBack_IsAskedForWorkAgain()
    {
        var first = await ScriptedServer.StartAsync();
        var port = first.Port;
        await using var worker = await WorkerHost.StartAsync(port, Echo);
        first.Hub.SendActivity(1, "Echo", "1");
        (await first.Hub.ActivityResultAsync()).Result.Should().Be("1");
        await first.DisposeAsync();

        await using var second = await ScriptedServer.StartAsync(port);
        second.Hub.SendActivity(2, "Echo", "2");
        var result = await second.Hub.ActivityResultAsync();
        // The answer to the first result may have been lost with the first server: then that result is sent again.
        if (result.TaskId == 1)
            result = await second.Hub.ActivityResultAsync();
        result.Result.Should().Be("2");
    }

    [Fact]
    public async Task Server_StartsAfterTheWorker_IsFound()
    {
        var port = FreePorts.Take();
        await using var worker = await WorkerHost.StartAsync(port, Echo);
        await using var server = await ScriptedServer.StartAsync(port);
        server.Hub.SendActivity(1, "Echo", "1");
        (await server.Hub.ActivityResultAsync()).Result.Should().Be("1");
    }

    [Fact]
    public async Task SlowItem_MoreItems_AreReadAndTurnsAnswered()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var release = new SemaphoreSlim(0);
        await using var worker = await WorkerHost.StartAsync(server.Port, options =>
        {
            Limited(options, activities: 1);
            options.RegisterActivity<int, int>("Slow", async (_, input) =>
            {
                await release.WaitAsync(Cancellation);
                return input;
            });
            options.RegisterWorkflow<int, int>("Quick", (_, input) => Task.FromResult(input));
        });

        // More than flow control lets through unread: 300 items of 4 KiB.
        for (var id = 0; id < 300; id++)
            server.Hub.SendActivity(id, "Slow", $"{id}{new string(' ', 4096)}");
        server.Hub.SendStart("quick", "Quick", "7");

        (await server.Hub.TurnResultAsync()).Actions.Single().CompleteWorkflow.Result.Should().Be("7");
        server.Hub.Sent.Should().Be(301);
        server.Hub.HasActivityResult.Should().BeFalse();
        release.Release(300);
        var results = new HashSet<int>();
        for (var id = 0; id < 300; id++)
            results.Add((await server.Hub.ActivityResultAsync()).TaskId);
        results.Should().HaveCount(300);
    }

    [Fact]
    public async Task Limit_ManyActivities_RunsNoMoreAtOnce()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var release = new SemaphoreSlim(0);
        var running = 0;
        await using var worker = await WorkerHost.StartAsync(server.Port, options =>
        {
            Limited(options, activities: 2);
            options.RegisterActivity<int, int>("Slow", async (_, _) =>
            {
                var now = Interlocked.Increment(ref running);
                await release.WaitAsync(Cancellation);
                Interlocked.Decrement(ref running);
                return now;
            });
        });

        for (var id = 0; id < 6; id++)
            server.Hub.SendActivity(id, "Slow");
        await Eventually.TrueAsync(() => server.Hub.Sent == 6 && Volatile.Read(ref running) == 2, Limit, Cancellation);
        for (var id = 0; id < 6; id++)
        {
            release.Release();
            int.Parse((await server.Hub.ActivityResultAsync()).Result, null).Should().BeLessThanOrEqualTo(2);
        }
    }

    [Fact]
    public async Task OpenStream_EveryHalfMinute_SaysHello()
    {
        var clock = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await WorkerHost.StartAsync(
            server.Port, Echo, services => services.AddSingleton<TimeProvider>(clock));
        server.Hub.SendActivity(1, "Echo", "1");
        await server.Hub.ActivityResultAsync();

        for (var expected = 1; expected <= 2; expected++)
        {
            server.Hub.Hellos.Should().Be(expected - 1);
            clock.Advance(TimeSpan.FromSeconds(30));
            await Eventually.TrueAsync(() => server.Hub.Hellos == expected, Limit, Cancellation);
        }
    }

    [Fact]
    public async Task Calls_All_CarryTheApiToken()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await WorkerHost.StartAsync(server.Port, Echo);
        server.Hub.SendActivity(1, "Echo", "1");
        await server.Hub.ActivityResultAsync();
        await worker.Client.GetWorkflowStateAsync("any", cancellation: Cancellation);
        server.Hub.Calls.Should().HaveCountGreaterThanOrEqualTo(3).And
            .OnlyContain(call => call.ApiToken == "the-token");
    }

    private static void Echo(WorkflowRuntimeOptions options) =>
        options.RegisterActivity<int, int>("Echo", (_, input) => Task.FromResult(input));

    private static void Limited(WorkflowRuntimeOptions options, int activities)
    {
#pragma warning disable CS0618 // The worker of this project heeds it.
        options.MaxConcurrentActivities = activities;
#pragma warning restore CS0618
    }
}
