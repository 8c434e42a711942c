using System.Globalization;
using NodaTime;

namespace ReportScheduler.Domain.Schedules;

/// <summary>How a fire time is written for people.</summary>
public static class ZonedTime
{
    /// <summary>Local time to the minute with its zone, for example <c>2026-11-23 07:00 Europe/Berlin</c>; UTC without a known zone.</summary>
    public static string Format(DateTimeOffset time, string? timeZone)
    {
        var zone = TimeZoneData.ZoneOrUtc(timeZone);
        var local = Instant.FromDateTimeOffset(time).InZone(zone).LocalDateTime;
        return $"{local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} {zone.Id}";
    }
}
