using Microsoft.Extensions.Options;
using ReportScheduler.Postgres.Firing;
using ReportScheduler.Scheduler.Publishing;

namespace ReportScheduler.Scheduler.Firing;

/// <summary>
/// Turns due schedules into runs: claims batch after batch while schedules are due, then sleeps until the next one is,
/// or until a schedule changes. Any number of Schedulers may do so at once.
/// </summary>
internal sealed partial class FiringLoop(
    DueSchedules schedules,
    RunPublisher publisher,
    SchedulerSignal signal,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    TimeProvider time,
    ILogger<FiringLoop> logger) : BackgroundService
{
    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(1);

    // Under a steady load a claim of what has gathered meanwhile costs far less than one for each schedule; and one that is
    // due but in another Scheduler's hands must not be spun on.
    private static readonly TimeSpan MinSleep = TimeSpan.FromMilliseconds(25);

    private readonly TimeSpan _maxSleep = TimeSpan.FromSeconds(options.Value.MaxSleepSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SleepAsync(await FireDueAsync(stoppingToken), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                FiringFailed(logger, e);
                await Task.Delay(FaultDelay, time, stoppingToken);
            }
        }
    }

    /// <returns>When the next schedule is due; null when none is.</returns>
    private async Task<DateTimeOffset?> FireDueAsync(CancellationToken cancellationToken)
    {
        var claim = await ClaimAsync(isSecond: false, cancellationToken);
        if (claim.Claimed < options.Value.BatchSize) return claim.NextDue;

        // While the next fires of one claim are computed, the database works on another. Where several Schedulers claim, it
        // has enough to do, and more claims at once would only pass over what the others have locked.
        return (await Task.WhenAll(DrainAsync(isSecond: false, cancellationToken), DrainAsync(isSecond: true, cancellationToken))).Min();
    }

    private async Task<DateTimeOffset?> DrainAsync(bool isSecond, CancellationToken cancellationToken)
    {
        while (true)
        {
            var claim = await ClaimAsync(isSecond, cancellationToken);
            if (claim.Claimed < options.Value.BatchSize) return claim.NextDue;
        }
    }

    private async Task<Claim> ClaimAsync(bool isSecond, CancellationToken cancellationToken)
    {
        using var span = SchedulerTracing.StartFire();
        var claim = await schedules.ClaimAsync(
            time.GetUtcNow(), options.Value.BatchSize, RunPublisher.PublishWithin, isSecond, cancellationToken);
        metrics.Fired(claim.DueTimes, time.GetUtcNow());
        if (claim.Broken.Count > 0) Paused(logger, string.Join(", ", claim.Broken));
        if (claim.Runs.Runs.Count > 0)
        {
            publisher.Enqueue(claim.Runs with { TraceParent = span?.Id });
            Fired(logger, claim.Runs.Runs.Count, claim.LateBy);
        }

        return claim;
    }

    private async Task SleepAsync(DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var untilDue = due - time.GetUtcNow() ?? _maxSleep;
        var sleep = untilDue < MinSleep ? MinSleep : untilDue < _maxSleep ? untilDue : _maxSleep;
        await signal.WaitForSchedulesAsync(sleep, time, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Fired {Runs} runs, the oldest {LateBy} after it was due")]
    private static partial void Fired(ILogger logger, int runs, TimeSpan lateBy);

    [LoggerMessage(Level = LogLevel.Error, Message = "Firing failed and is tried again")]
    private static partial void FiringFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Paused schedules whose next fire cannot be told: {Schedules}")]
    private static partial void Paused(ILogger logger, string schedules);
}
