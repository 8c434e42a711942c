using System.Collections;
using System.Globalization;
using DotLiquid;
using NodaTime;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats.Documents;

namespace ReportScheduler.Reports.Templates;

/// <summary>
/// The fire time in a template: a text by itself, and parts by their names. DotLiquid writes no drop, but the entries of a list: so it
/// is a list of its text.
/// </summary>
internal sealed class FireTimeValue(DateTimeOffset time, string timeZone, ReportLocale locale) : IIndexable, IEnumerable<string>
{
    private readonly DateTimeZone _zone = DocumentTime.Zone(timeZone);

    private DateTime Local => Instant.FromDateTimeOffset(time).InZone(_zone).LocalDateTime.ToDateTimeUnspecified();

    /// <summary>A part by its name.</summary>
    public object? this[object key] => key switch
    {
        "date" => DocumentTime.Show(Local, ColumnStyle.Date, locale),
        "time" => DocumentTime.Show(Local, ColumnStyle.Time, locale),
        "year" => Local.Year,
        "month" => Local.Month,
        "day" => Local.Day,
        "hour" => Local.Hour,
        "minute" => Local.Minute,
        "week" => ISOWeek.GetWeekOfYear(Local),
        "zone" => _zone.Id,
        "iso" => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        "local" => Local,
        _ => null,
    };

    /// <inheritdoc/>
    public bool ContainsKey(object key) => this[key] is not null;

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        yield return ToString();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => DocumentTime.Show(Local, ColumnStyle.DateTime, locale);
}
