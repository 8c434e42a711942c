using Microsoft.Extensions.Options;
using ReportScheduler.Postgres.Firing;
using ReportScheduler.Scheduler.Publishing;

namespace ReportScheduler.Scheduler.Reconciliation;

/// <summary>
/// Repairs from the ledger what brokers, workflows and crashed processes lose: runs that were not published, that wait
/// too long for a worker, or whose worker's lease has run out.
/// </summary>
internal sealed partial class Reconciler(
    RunOutbox outbox,
    RunRecovery recovery,
    RunPublisher publisher,
    SchedulerSignal signal,
    IOptions<ReconcilerOptions> options,
    TimeProvider time,
    ILogger<Reconciler> logger) : BackgroundService
{
    private const int Limit = 1000;

    private readonly ReconcilerOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var runsRequested = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReconcileAsync(runsRequested, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                ReconcileFailed(logger, e);
            }

            runsRequested = await signal.WaitForRunsAsync(TimeSpan.FromSeconds(_options.IntervalSeconds), time, stoppingToken);
        }
    }

    private async Task ReconcileAsync(bool runsRequested, CancellationToken cancellationToken)
    {
        var failed = await recovery.FailExhaustedAsync(_options.MaxAttempts, Limit, cancellationToken);
        if (failed > 0) GaveUp(logger, failed);

        var abandoned = await recovery.RequeueAbandonedAsync(_options.MaxAttempts, Limit, cancellationToken);
        if (abandoned.Count > 0) Requeued(logger, abandoned.Count);
        await publisher.PublishAsync(abandoned, cancellationToken);

        // A run that a person asks for has nobody else to publish it, so it does not wait.
        var unpublishedFor = runsRequested ? TimeSpan.Zero : TimeSpan.FromSeconds(_options.UnpublishedSeconds);
        var overdue = await outbox.ListOverdueAsync(
            unpublishedFor, TimeSpan.FromSeconds(_options.WaitingSeconds), Limit, cancellationToken);
        await publisher.PublishAsync(overdue, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requested {Count} runs again whose worker was lost")]
    private static partial void Requeued(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Ended {Count} runs over which workers were lost again and again")]
    private static partial void GaveUp(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconciling failed and is tried again")]
    private static partial void ReconcileFailed(ILogger logger, Exception exception);
}
