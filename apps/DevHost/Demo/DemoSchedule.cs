namespace ReportScheduler.DevHost.Demo;

/// <summary>A schedule of the demo.</summary>
/// <param name="Name">By which it is found again.</param>
/// <param name="Report">What it runs.</param>
/// <param name="Timing">When, as JSON of the API; <c>{calendar}</c> stands for the demo's calendar.</param>
/// <param name="ByEmail">Whether the demo's e-mail destination gets it.</param>
/// <param name="ByWebhook">Whether the demo's webhook destination gets it.</param>
/// <param name="Rules">How fires become runs, as JSON of the API; <c>{before}</c> stands for the schedule above it.</param>
/// <param name="Parameters">Values that differ from the report's defaults, as a JSON object.</param>
internal sealed record DemoSchedule(
    string Name, DemoReport Report, string Timing, bool ByEmail, bool ByWebhook, string Rules = "{}", string Parameters = "{}")
{
    public static IReadOnlyList<DemoSchedule> All { get; } =
    [
        new("Countries on Monday mornings", DemoReports.Countries,
            """{"entries":[{"cron":"30 7 * * 1"}],"timeZone":"Europe/Berlin","calendars":[{"id":"{calendar}"}],"onClosedDay":"nextBusinessDay"}""",
            ByEmail: true, ByWebhook: false, """{"catchUp":{"policy":"fireOnce","windowMinutes":2880},"deadlineMinutes":60}"""),
        new("Weather once the countries are done", DemoReports.Weather, """{"entries":[],"timeZone":"Europe/Berlin"}""",
            ByEmail: true, ByWebhook: false, """{"afterScheduleId":"{before}"}"""),
        new("Employment on the last business day", DemoReports.Employment,
            """{"entries":[{"businessDay":-1,"time":"17:00"}],"timeZone":"America/New_York","calendars":[{"id":"{calendar}"}]}""",
            ByEmail: true, ByWebhook: false, """{"catchUp":{"policy":"fireAll","max":3},"pauseAfterFailures":3}"""),
        new("Texan airports when flights are loaded", DemoReports.Airports,
            """{"entries":[{"rrule":"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR","start":"2026-01-05T09:00:00"}],"timeZone":"Asia/Tokyo"}""",
            ByEmail: true, ByWebhook: true, """{"gate":{"event":"flights loaded","timeoutMinutes":600}}""", """{"state":"TX","rows":10}"""),
        new("Airports every hour", DemoReports.Airports, """{"entries":[{"cron":"0 * * * *"}],"timeZone":"Etc/UTC","jitterSeconds":300}""",
            ByEmail: false, ByWebhook: true, """{"overlap":{"policy":"queueOne"}}"""),
        new("Weather every minute", DemoReports.Weather, """{"entries":[{"cron":"* * * * *"}],"timeZone":"America/Los_Angeles"}""",
            ByEmail: true, ByWebhook: true, """{"catchUp":{"policy":"skip"},"overlap":{"policy":"skip"}}"""),
    ];
}
