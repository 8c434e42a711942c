using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Scheduler.Firing;

/// <summary>How schedules are claimed.</summary>
internal sealed class SchedulerOptions
{
    public const string Section = "Scheduler";

    /// <summary>Schedules claimed in one transaction.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>The longest sleep without a look at the schedules, in seconds.</summary>
    [Range(1, 3600)]
    public int MaxSleepSeconds { get; set; } = 30;
}
