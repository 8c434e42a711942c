using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Following;
using ReportScheduler.Scheduler.Publishing;

namespace ReportScheduler.Scheduler.Following;

/// <summary>Lets runs go whose data has arrived, and ends those whose data did not come in time.</summary>
internal sealed partial class GateLoop(
    RunGates gates, GateChecker checker, RunPublisher publisher, SchedulerSignal signal, TimeProvider time, ILogger<GateLoop> logger)
    : BackgroundService
{
    private const int MaxQueriesAtOnce = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                publisher.Enqueue(await gates.OpenByEventsAsync(time.GetUtcNow(), RunPublisher.PublishWithin, stoppingToken));
                await gates.ExpireAsync(time.GetUtcNow(), stoppingToken);
                await Parallel.ForEachAsync(
                    await gates.TakeDueAsync(time.GetUtcNow(), stoppingToken),
                    new ParallelOptions { MaxDegreeOfParallelism = MaxQueriesAtOnce, CancellationToken = stoppingToken },
                    AskAsync);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, e);
            }

            await signal.WaitForGatesAsync(Interval, time, stoppingToken);
        }
    }

    private async ValueTask AskAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (await checker.IsOpenAsync(run, cancellationToken))
            publisher.Enqueue(await gates.OpenAsync(run, time.GetUtcNow(), RunPublisher.PublishWithin, cancellationToken));
        else
            await gates.PostponeAsync(run, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking at gates failed and is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
