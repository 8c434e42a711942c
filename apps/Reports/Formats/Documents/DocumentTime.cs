using System.Globalization;
using NodaTime;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Formats.Documents;

/// <summary>Times as people of a locale write them.</summary>
internal static class DocumentTime
{
    /// <summary>The zone of a name; UTC if there is none.</summary>
    public static DateTimeZone Zone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) ?? DateTimeZone.Utc;

    /// <summary>A local time as a date, a time or both; seconds if there are any.</summary>
    public static string Show(DateTime local, ColumnStyle style, ReportLocale locale)
    {
        var time = local.Second == 0 ? locale.Time
            : locale.Time.Replace("mm", locale.Time.Contains('.', StringComparison.Ordinal) ? "mm.ss" : "mm:ss", StringComparison.Ordinal);
        var pattern = style switch
        {
            ColumnStyle.Date => locale.Date,
            ColumnStyle.Time => time,
            _ => locale.Date + " " + time,
        };
        return local.ToString(pattern, CultureInfo.InvariantCulture);
    }

    /// <summary>An instant as its local date and time with the zone, for example <c>31.01.2026 07:00 Europe/Berlin</c>.</summary>
    public static string ShowWithZone(DateTimeOffset instant, string zoneName, ReportLocale locale)
    {
        var zone = Zone(zoneName);
        var local = Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime.ToDateTimeUnspecified();
        return $"{Show(local, ColumnStyle.DateTime, locale)} {zone.Id}";
    }
}
