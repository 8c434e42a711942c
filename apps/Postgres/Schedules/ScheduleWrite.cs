using System.Text.Json;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Schedules;

/// <summary>What a person writes of a schedule.</summary>
/// <param name="NextFireAt">
/// When it is due first after now, jitter included. Not taken while the schedule is paused, nor when its timing does not
/// change: a fire that is due but not yet claimed stays due.
/// </param>
public sealed record ScheduleWrite(
    string Name,
    Guid ReportId,
    ScheduleTiming Timing,
    ScheduleRules Rules,
    JsonElement Parameters,
    IReadOnlyList<Guid> DestinationIds,
    DateTimeOffset? NextFireAt)
{
    internal string TimingText => JsonSerializer.Serialize(Timing, ScheduleJson.Default.ScheduleTiming);

    internal string RulesText => JsonSerializer.Serialize(Rules, ScheduleJson.Default.ScheduleRules);

    internal string PlanText => new SchedulePlan(Timing, Rules).ToText();
}
