using System.Text.Json;

namespace ReportScheduler.Api.Runs;

/// <summary>Asks for a run of a report, or of what a schedule runs; gives one of the two ids.</summary>
/// <param name="ReportId">The report to run.</param>
/// <param name="ScheduleId">The schedule whose report, parameters and destinations are used; it may be paused.</param>
/// <param name="Parameters">Absent or null: those of the schedule, or none.</param>
/// <param name="TimeZone">IANA name of the zone in which relative dates and times are meant. Absent or null: that of the schedule, or UTC.</param>
/// <param name="AsOf">The nominal fire time, to which they refer: from 1970 on and not in the future. Absent or null: now.</param>
/// <param name="DestinationIds">Absent or null: those of the schedule, or none.</param>
public sealed record RunInput(
    Guid? ReportId = null, Guid? ScheduleId = null, JsonElement? Parameters = null, IReadOnlyList<Guid>? DestinationIds = null,
    string? TimeZone = null, DateTimeOffset? AsOf = null);
