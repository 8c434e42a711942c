namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class CalendarImportTests(ApiFixture fixture)
{
    private const string File = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//test//test//EN
        BEGIN:VEVENT
        UID:1
        DTSTART;VALUE=DATE:20261225
        DTEND;VALUE=DATE:20261227
        SUMMARY:Christmas
        END:VEVENT
        BEGIN:VEVENT
        UID:2
        DTSTART:20261224T170000Z
        DTEND:20261224T230000Z
        SUMMARY:Closing
        END:VEVENT
        END:VCALENDAR
        """;

    [Fact]
    public async Task Import_OfAFile_AddsItsDaysOnce()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var path = $"/v1/calendars/{await tenant.AddCalendarAsync(new DateOnly(2026, 12, 26), new DateOnly(2027, 1, 1))}";
        var import = $"{path}/import?timeZone=Europe/Berlin&fromYear=2026&years=2";

        var first = (await tenant.Editor.PostAsync(import, Content())).Expect(200);
        var again = (await tenant.Editor.PostAsync(import, Content())).Expect(200);

        first.Json.GetProperty("holidays").EnumerateArray().Select(day => (day.GetProperty("date").GetString(), day.GetProperty("name").GetString()))
            .Should().Equal(("2026-12-25", "Christmas"), ("2026-12-26", "Holiday"), ("2027-01-01", "Holiday"));
        var blackout = first.Json.GetProperty("blackouts").EnumerateArray().Should().ContainSingle().Subject;
        (blackout.GetProperty("from").GetString(), blackout.GetProperty("to").GetString(), blackout.GetProperty("name").GetString())
            .Should().Be(("2026-12-24T18:00:00", "2026-12-25T00:00:00", "Closing"));
        (first.ETag, again.ETag).Should().Be(("\"2\"", "\"3\""));
        again.Json.GetProperty("holidays").GetRawText().Should().Be(first.Json.GetProperty("holidays").GetRawText());
        again.Json.GetProperty("blackouts").GetRawText().Should().Be(first.Json.GetProperty("blackouts").GetRawText());
    }

    [Fact]
    public async Task Import_ByTwoAtOnce_KeepsBoth()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var path = $"/v1/calendars/{await tenant.AddCalendarAsync()}";
        var other = File.Replace("20261225", "20270401", StringComparison.Ordinal).Replace("20261227", "20270402", StringComparison.Ordinal);

        var answers = await Task.WhenAll(
            tenant.Editor.PostAsync($"{path}/import?fromYear=2026", Content()), tenant.Editor.PostAsync($"{path}/import?fromYear=2026", Content(other)));

        answers.Should().OnlyContain(answer => answer.Status == 200);
        (await tenant.Viewer.GetAsync(path)).Json.GetProperty("holidays").GetArrayLength().Should().Be(3);
    }

    private static StringContent Content(string text = File) =>
        new(text.ReplaceLineEndings("\r\n") + "\r\n", System.Text.Encoding.UTF8, "text/calendar");
}
