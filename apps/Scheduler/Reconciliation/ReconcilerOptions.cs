using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Scheduler.Reconciliation;

/// <summary>When work is taken for lost.</summary>
internal sealed class ReconcilerOptions
{
    public const string Section = "Reconciler";

    /// <summary>Seconds between two looks.</summary>
    [Range(0.2, 60)]
    public double IntervalSeconds { get; set; } = 5;

    /// <summary>Seconds a requested run may wait for a worker before it is published again.</summary>
    [Range(1, 86_400)]
    public double WaitingSeconds { get; set; } = 60;

    /// <summary>How often workers may be lost over one run before it fails.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;
}
