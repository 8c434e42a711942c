using Dapr.Client;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Following;
using ReportScheduler.Scheduler.Publishing;

namespace ReportScheduler.Scheduler.Following;

/// <summary>
/// Does what follows from the ends of runs (queued fires, backfills, chains, pauses), raises alerts for missed deadlines,
/// and has people told of alerts.
/// </summary>
internal sealed partial class FollowUpLoop(
    RunFollowUp followUp,
    RunDeadlines deadlines,
    AlertOutbox alerts,
    RunPublisher publisher,
    DaprClient dapr,
    SchedulerSignal signal,
    TimeProvider time,
    ILogger<FollowUpLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SettleAsync(stoppingToken);
                while (await deadlines.RaiseAsync(time.GetUtcNow(), stoppingToken) > 0)
                {
                }

                foreach (var alert in await alerts.TakeAsync(stoppingToken))
                    await dapr.PublishEventAsync(DaprNames.PubSub, DaprNames.AlertsRaised, alert, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, e);
            }

            await signal.WaitForSettlementsAsync(Interval, time, stoppingToken);
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await followUp.SettleAsync(time.GetUtcNow(), RunPublisher.PublishWithin, cancellationToken);
            publisher.Enqueue(result.Runs);
            if (result.Paused.Count > 0) Paused(logger, string.Join(", ", result.Paused));
            if (result.IsDone) return;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Paused schedules that failed again and again: {Schedules}")]
    private static partial void Paused(ILogger logger, string schedules);

    [LoggerMessage(Level = LogLevel.Error, Message = "Following up ended runs failed and is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
