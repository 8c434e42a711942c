namespace ReportScheduler.DevHost.Demo;

/// <summary>A schedule of the demo.</summary>
/// <param name="Name">By which it is found again.</param>
/// <param name="Report">What it runs.</param>
/// <param name="Cron">When: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">The IANA zone the cron expression is read in.</param>
/// <param name="ByEmail">Whether the demo's e-mail destination gets it.</param>
/// <param name="ByWebhook">Whether the demo's webhook destination gets it.</param>
/// <param name="Parameters">Values that differ from the report's defaults, as a JSON object.</param>
internal sealed record DemoSchedule(
    string Name, DemoReport Report, string Cron, string TimeZone, bool ByEmail, bool ByWebhook, string Parameters = "{}")
{
    public static IReadOnlyList<DemoSchedule> All { get; } =
    [
        new("Countries on Monday mornings", DemoReports.Countries, "30 7 * * 1", "Europe/Berlin", ByEmail: true, ByWebhook: false),
        new("Employment on weekday mornings", DemoReports.Employment, "0 8 * * 1-5", "America/New_York", ByEmail: true, ByWebhook: false),
        new("Texan airports on weekday mornings", DemoReports.Airports, "0 9 * * 1-5", "Asia/Tokyo", ByEmail: true, ByWebhook: true, """{"state":"TX","rows":10}"""),
        new("Airports every hour", DemoReports.Airports, "0 * * * *", "Etc/UTC", ByEmail: false, ByWebhook: true),
        new("Weather every minute", DemoReports.Weather, "* * * * *", "America/Los_Angeles", ByEmail: true, ByWebhook: true),
    ];
}
