using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Runs;
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
    SchedulerMetrics metrics,
    IOptions<ReconcilerOptions> options,
    TimeProvider time,
    ILogger<Reconciler> logger) : BackgroundService
{
    private const int Limit = 1000;

    // Counting more says nothing new, and would cost the database.
    private const int CountLimit = 100_000;

    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestHandOver = TimeSpan.FromMinutes(10);

    private readonly ReconcilerOptions _options = options.Value;
    private long? _countedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReconcileAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                ReconcileFailed(logger, e);
            }

            await signal.WaitForRunsAsync(TimeSpan.FromSeconds(_options.IntervalSeconds), time, stoppingToken);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var failed = await recovery.FailExhaustedAsync(_options.MaxAttempts, Limit, cancellationToken);
        metrics.Failed(failed.Count);
        foreach (var run in failed)
            GaveUp(logger, run.RunId, run.TenantId, RunState.Failed);

        var unknown = await recovery.EndLostDeliveriesAsync(LongestHandOver, Limit, cancellationToken);
        if (unknown > 0) LostDeliveries(logger, unknown);

        var abandoned = await recovery.RequeueAbandonedAsync(_options.MaxAttempts, Limit, cancellationToken);
        if (abandoned.Count > 0) Requeued(logger, abandoned.Count);
        await PublishAgainAsync(abandoned, cancellationToken);

        foreach (var batch in await outbox.ListOverdueAsync(cancellationToken))
            await publisher.PublishAsync(batch, cancellationToken);

        await PublishAgainAsync(
            await outbox.ListWaitingAsync(TimeSpan.FromSeconds(_options.WaitingSeconds), Limit, cancellationToken), cancellationToken);

        if (_countedAt is { } counted && time.GetElapsedTime(counted) < CountInterval) return;
        metrics.Waiting(await outbox.CountWaitingAsync(CountLimit, cancellationToken));
        _countedAt = time.GetTimestamp();
    }

    private async Task PublishAgainAsync(List<RunKey> runs, CancellationToken cancellationToken)
    {
        if (runs.Count > 0 && await publisher.PublishAsync(new RunBatch(OutboxId: null, runs), cancellationToken))
            await outbox.MarkPublishedAgainAsync(runs, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requested {Count} runs again whose worker was lost")]
    private static partial void Requeued(ILogger logger, int count);

    // Read by the queries of infra/modules/monitoring, as the Worker's line of that name.
    [LoggerMessage(EventName = "RunEnded", Level = LogLevel.Error, Message = "Run {RunId} of tenant {TenantId} ended {State}: workers were lost over it again and again")]
    private static partial void GaveUp(ILogger logger, Guid runId, Guid tenantId, RunState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended {Count} deliveries of cancelled runs as unknown: their worker was lost while it made them")]
    private static partial void LostDeliveries(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconciling failed and is tried again")]
    private static partial void ReconcileFailed(ILogger logger, Exception exception);
}
