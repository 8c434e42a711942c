using System.Diagnostics;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

public sealed class WorkerShutdownTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken hostStopping;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunningActivity_EndsInTime_IsReportedBeforeTheStreamCloses()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server, () => release.Task);
        server.Hub.SendActivity(1, "Work");
        await started.Task.WaitAsync(Limit, Cancellation);

        var stopped = worker.StopAsync();
        await Eventually.TrueAsync(() => worker.Stopping.IsCancellationRequested, Limit, Cancellation);
        server.Hub.SendActivity(2, "Work");
        await Eventually.TrueAsync(() => server.Hub.Sent == 2, Limit, Cancellation);
        server.Hub.OpenStreams.Should().Be(1, "a closed stream would make the sidecar give the running item away");
        stopped.IsCompleted.Should().BeFalse();

        release.SetResult();
        (await server.Hub.ActivityResultAsync()).TaskId.Should().Be(1);
        await stopped.WaitAsync(Limit, Cancellation);
        await Eventually.TrueAsync(() => server.Hub.OpenStreams == 0, Limit, Cancellation);
        server.Hub.HasActivityResult.Should().BeFalse("item 2 came after the stop and is another worker's");
    }

    [Fact]
    public async Task RunningActivity_CancelledByTheHost_IsNotReported()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server, () => Task.Delay(Timeout.Infinite, hostStopping));
        hostStopping = worker.Stopping;
        server.Hub.SendActivity(1, "Work");
        await started.Task.WaitAsync(Limit, Cancellation);

        await worker.StopAsync().WaitAsync(Limit, Cancellation);
        await Eventually.TrueAsync(() => server.Hub.OpenStreams == 0, Limit, Cancellation);
        server.Hub.CompletionCalls.Should().Be(0);
    }

    [Fact]
    public async Task RunningActivity_OutlastsTheShutdown_IsNotReported()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Dapr.Workflow",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.GetTagItem("dapr.workflow.instance_id") is "outlasting")
                    ended.TrySetResult();
            },
        };
        ActivitySource.AddActivityListener(listener);

        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server, () => release.Task, shutdownTimeout: TimeSpan.FromMilliseconds(200));
        server.Hub.SendActivity(1, "Work", instanceId: "outlasting");
        await started.Task.WaitAsync(Limit, Cancellation);

        await worker.StopAsync().WaitAsync(Limit, Cancellation);
        release.SetResult();
        await ended.Task.WaitAsync(Limit, Cancellation);

        // The connection still works, so a report would have arrived before this answer.
        await worker.Client.GetWorkflowStateAsync("any", cancellation: Cancellation);
        server.Hub.CompletionCalls.Should().Be(0);
    }

    [Fact]
    public async Task WaitingActivity_HostStops_NeverRuns()
    {
        var runs = 0;
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server, () =>
        {
            Interlocked.Increment(ref runs);
            return release.Task;
        });
        server.Hub.SendActivity(1, "Work");
        server.Hub.SendActivity(2, "Work");
        await Eventually.TrueAsync(() => server.Hub.Sent == 2, Limit, Cancellation);
        await started.Task.WaitAsync(Limit, Cancellation);

        var stopped = worker.StopAsync();
        await Eventually.TrueAsync(() => worker.Stopping.IsCancellationRequested, Limit, Cancellation);
        release.SetResult();
        await stopped.WaitAsync(Limit, Cancellation);
        runs.Should().Be(1);
        server.Hub.CompletionCalls.Should().Be(1);
    }

    private Task<WorkerHost> StartAsync(ScriptedServer server, Func<Task> work, TimeSpan? shutdownTimeout = null) => WorkerHost.StartAsync(
        server.Port,
        options =>
        {
#pragma warning disable CS0618 // The worker of this project heeds it.
            options.MaxConcurrentActivities = 1;
#pragma warning restore CS0618
            options.RegisterActivity<object?, int>("Work", async (_, _) =>
            {
                started.TrySetResult();
                await work();
                return 1;
            });
        },
        shutdownTimeout: shutdownTimeout);
}
