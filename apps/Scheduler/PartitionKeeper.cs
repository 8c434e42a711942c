using ReportScheduler.Postgres.Firing;

namespace ReportScheduler.Scheduler;

/// <summary>Makes the run ledger's monthly partitions ahead of time.</summary>
internal sealed partial class PartitionKeeper(RunPartitions partitions, TimeProvider time, ILogger<PartitionKeeper> logger) : BackgroundService
{
    private const int MonthsAhead = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(12);
    private static readonly TimeSpan FaultDelay = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = Interval;
            try
            {
                var made = await partitions.EnsureAsync(time.GetUtcNow(), MonthsAhead, stoppingToken);
                if (made > 0) Made(logger, made);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, e);
                delay = FaultDelay;
            }

            await Task.Delay(delay, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Made {Count} partitions of the run ledger")]
    private static partial void Made(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Making partitions failed and is tried again; new runs go to the default partition meanwhile")]
    private static partial void Failed(ILogger logger, Exception exception);
}
