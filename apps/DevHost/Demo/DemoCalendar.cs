using System.Text.Json;

namespace ReportScheduler.DevHost.Demo;

/// <summary>The demo's calendar: weekends, and holidays that many countries share.</summary>
internal static class DemoCalendar
{
    public const string Name = "Public holidays";

    private const int Years = 3;

    private static readonly (string Day, string Name)[] Holidays =
        [("01-01", "New Year's Day"), ("05-01", "Labour Day"), ("12-25", "Christmas Day"), ("12-26", "Second day of Christmas")];

    /// <param name="firstYear">The holidays of this year and the two after it.</param>
    public static CalendarBody Body(int firstYear) => new(
        Name,
        JsonElement.Parse("""["saturday","sunday"]"""),
        [.. from year in Enumerable.Range(firstYear, Years) from holiday in Holidays select new HolidayBody($"{year}-{holiday.Day}", holiday.Name)],
        [new BlackoutBody($"{firstYear}-12-31T18:00:00", $"{firstYear + 1}-01-02T00:00:00", "Closing of the year")]);
}
