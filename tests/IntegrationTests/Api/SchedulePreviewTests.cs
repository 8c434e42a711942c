using System.Text.Json;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class SchedulePreviewTests(ApiFixture fixture)
{
    private const string Path = "/v1/schedules/preview";

    [Fact]
    public async Task Preview_AcrossTheGapAndTheFold_TellsWhyFiresMoved()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);

        var gap = await PreviewAsync(tenant, new { cron = "30 2 * * *", timeZone = "Europe/Berlin", from = "2027-03-27T12:00:00Z", count = 2 });
        var fold = await PreviewAsync(tenant, new
        {
            timing = new { entries = new[] { new { cron = "30 2 * * *" } }, timeZone = "Europe/Berlin", fold = "both" },
            from = "2027-10-30T12:00:00Z",
            count = 2,
        });

        gap.GetProperty("timeZoneDataVersion").GetString().Should().StartWith("TZDB: ");
        Fires(gap)[0].GetProperty("local").GetString().Should().Be("2027-03-28T03:00:00+02:00");
        Moves(Fires(gap)[0]).Should().Equal("gap");
        Moves(Fires(gap)[1]).Should().BeEmpty();
        Fires(fold).Select(fire => fire.GetProperty("local").GetString()).Should().Equal("2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00");
        Moves(Fires(fold)[1]).Should().Equal("fold");
    }

    [Fact]
    public async Task Preview_WithCalendarAndJitter_TellsWhatMovesAndWhatIsSkipped()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var calendars = new[] { new { id = await tenant.AddCalendarAsync(new DateOnly(2026, 12, 25)) } };
        var entries = new[] { new { cron = "0 7 * * *" } };

        // Christmas is a Friday; Monday is the next business day.
        var moved = await PreviewAsync(tenant, new
        {
            timing = new { entries, timeZone = "UTC", calendars, onClosedDay = "nextBusinessDay", jitterSeconds = 60 },
            from = "2026-12-24T12:00:00Z",
            count = 1,
        });
        var skipped = await PreviewAsync(tenant, new { timing = new { entries, timeZone = "UTC", calendars }, from = "2026-12-24T12:00:00Z", count = 3 });

        Fires(moved)[0].GetProperty("at").GetString().Should().Be("2026-12-28T07:00:00+00:00");
        Moves(Fires(moved)[0]).Last().Should().Be("jitter");
        Fires(skipped).Select(fire => fire.GetProperty("skipped").GetProperty("reason").GetString()).Should().Equal("holiday", "weekend", "weekend");
    }

    [Fact]
    public async Task NextFires_WithJitter_AreDueWhenTheScheduleIs()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var timing = new { entries = new[] { new { cron = "0 * * * *" } }, timeZone = "UTC", jitterSeconds = 3600 };
        var created = (await tenant.Editor.PostAsync("/v1/schedules", new { name = "Spread", reportId = await tenant.AddReportAsync(), timing })).Expect(201);

        var fires = (await tenant.Viewer.GetAsync($"/v1/schedules/{created.Id}/next-fires?count=2")).Expect(200).Json;
        var preview = await PreviewAsync(tenant, new { scheduleId = created.Id, count = 2 });
        var edited = await PreviewAsync(tenant, new { scheduleId = created.Id, timing = new { entries = new[] { new { cron = "30 * * * *" } }, timeZone = "UTC", jitterSeconds = 3600 }, count = 1 });

        var first = Fires(fires)[0];
        first.GetProperty("dueAt").GetDateTimeOffset().Should().Be(created.Json.GetProperty("nextFireAt").GetDateTimeOffset());
        var place = first.GetProperty("dueAt").GetDateTimeOffset() - first.GetProperty("at").GetDateTimeOffset();
        place.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThan(TimeSpan.FromHours(1));
        preview.GetRawText().Should().Be(fires.GetRawText());
        (Fires(edited)[0].GetProperty("dueAt").GetDateTimeOffset() - Fires(edited)[0].GetProperty("at").GetDateTimeOffset()).Should().Be(place);
    }

    [Fact]
    public async Task NextFires_OfAScheduleThatEnds_StopWithItsRemainingRuns()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { name = "Thrice", reportId = await tenant.AddReportAsync(), cron = "@daily", timeZone = "UTC", rules = new { maxFires = 3 } };
        var created = (await tenant.Editor.PostAsync("/v1/schedules", body)).Expect(201);

        created.Json.GetProperty("remainingFires").GetInt32().Should().Be(3);
        Fires((await tenant.Viewer.GetAsync($"/v1/schedules/{created.Id}/next-fires")).Expect(200).Json).Should().HaveCount(3);
    }

    private static async Task<JsonElement> PreviewAsync(Tenant tenant, object body) => (await tenant.Editor.PostAsync(Path, body)).Expect(200).Json;

    private static JsonElement[] Fires(JsonElement preview) => [.. preview.GetProperty("items").EnumerateArray()];

    private static IEnumerable<string?> Moves(JsonElement fire) => fire.GetProperty("moved").EnumerateArray().Select(move => move.GetProperty("kind").GetString());
}
