using Microsoft.Extensions.Hosting;

namespace Dapr.Workflow.Worker;

/// <summary>
/// The worker as part of the host. When the host stops, it begins nothing new, waits for what runs until the host's shutdown timeout, and
/// only then closes the stream: a closed stream makes the sidecar give everything unfinished to another worker.
/// </summary>
internal sealed class WorkflowWorker(WorkItemStream stream, WorkItemDispatcher dispatcher) : BackgroundService
{
    private readonly CancellationTokenSource closing = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await dispatcher.DrainAsync(cancellationToken);
        await closing.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        closing.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => stream.RunAsync(closing.Token);
}
