using NodaTime;

namespace ReportScheduler.Domain.Schedules;

/// <summary>The rules of time zones that fires are computed with.</summary>
public static class TimeZoneData
{
    /// <summary>The version of the IANA database and of its mapping, for example <c>TZDB: 2026b (mapping: …)</c>.</summary>
    public static string Version => DateTimeZoneProviders.Tzdb.VersionId;
}
