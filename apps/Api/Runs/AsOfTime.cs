using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Runs;

/// <summary>The time that relative dates and times of a request refer to.</summary>
internal static class AsOfTime
{
    /// <summary>Adds an error when the time cannot be that of a run, or the zone is unknown.</summary>
    /// <returns>The time, or now when none was given.</returns>
    public static DateTimeOffset Check(DateTimeOffset? asOf, string? timeZone, DateTimeOffset now, List<FieldError> errors)
    {
        if (timeZone is not null && !TimeZoneData.IsKnown(timeZone))
            errors.Add(new("timeZone", "unknown_time_zone", "Name an IANA time zone, for example Europe/Berlin."));
        if (asOf < DateTimeOffset.UnixEpoch)
            errors.Add(new("asOf", "out_of_range", "Give a time from 1970 on."));
        else if (asOf > now)
            errors.Add(new("asOf", "in_future", "Give a time that has passed, or leave it out for now."));
        return errors.Count == 0 ? asOf?.ToUniversalTime() ?? now : now;
    }
}
