using NodaTime;

namespace ReportScheduler.Domain.Schedules;

/// <summary>The rules of time zones that fires are computed with.</summary>
public static class TimeZoneData
{
    /// <summary>The version of the IANA database and of its mapping, for example <c>TZDB: 2026b (mapping: …)</c>.</summary>
    public static string Version => DateTimeZoneProviders.Tzdb.VersionId;

    /// <summary>The zone of an IANA name; UTC when there is none of that name, or the name is null.</summary>
    public static DateTimeZone ZoneOrUtc(string? name) =>
        (name is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)) ?? DateTimeZone.Utc;

    /// <summary>True for the name of a zone that is known here.</summary>
    public static bool IsKnown(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not null;
}
