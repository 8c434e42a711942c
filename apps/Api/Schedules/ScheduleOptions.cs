using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Api.Schedules;

/// <summary>Limits of schedules; section <c>Schedules</c>.</summary>
internal sealed class ScheduleOptions
{
    public const string Section = "Schedules";

    /// <summary>The shortest interval in seconds at which a schedule may fire, 1 to 86,400. A tenant may raise it for itself, never lower it.</summary>
    [Range(1, 86_400)]
    public int MinimumIntervalSeconds { get; set; } = 60;

    /// <summary>What holds for a tenant.</summary>
    /// <param name="ofTenant">Null for the platform's.</param>
    public int Effective(int? ofTenant) => Math.Max(MinimumIntervalSeconds, ofTenant ?? 0);
}
