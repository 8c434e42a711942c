namespace ReportScheduler.Scheduler.Publishing;

/// <summary>Publishes what the firing loop claims, so that claiming never waits for the broker.</summary>
internal sealed class PublishLoop(RunPublisher publisher) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var batch in publisher.Queue.ReadAllAsync(stoppingToken))
            await publisher.PublishAsync(batch, stoppingToken);
    }
}
