using System.Text.Json;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class CalendarTests(ApiFixture fixture)
{
    private static readonly DateOnly Tomorrow = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(1);

    [Fact]
    public async Task Calendar_CreateReadUpdateDelete_CarriesVersionsAndItsDaysInOrder()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new
        {
            name = " Bank holidays ",
            weekend = new[] { "sunday", "friday", "sunday" },
            holidays = new[] { new { date = "2027-01-01", name = "New Year" }, new { date = "2026-12-25", name = "Christmas" } },
            blackouts = new[] { new { from = "2026-12-24T18:00:00", to = "2026-12-27T06:00:00", name = "Closing" } },
        };

        var created = (await tenant.Editor.PostAsync("/v1/calendars", body)).Expect(201);
        var path = created.Headers.Location!.ToString();
        var read = (await tenant.Viewer.GetAsync(path)).Expect(200);
        var listed = (await tenant.Viewer.GetAsync("/v1/calendars")).Expect(200).Json.GetProperty("items")[0];
        var updated = (await tenant.Editor.PutAsync(path, new { name = "Weekends" }, read.ETag)).Expect(200);
        (await tenant.Editor.PutAsync(path, new { name = "Weekends" }, read.ETag)).ExpectProblem(412, "version_mismatch");
        (await tenant.Editor.DeleteAsync(path, updated.ETag)).Expect(204);

        read.Text.Should().Be(created.Text);
        read.Json.GetProperty("name").GetString().Should().Be("Bank holidays");
        Texts(read.Json.GetProperty("weekend")).Should().Equal("sunday", "friday");
        read.Json.GetProperty("holidays").EnumerateArray().Select(day => day.GetProperty("date").GetString()).Should().Equal("2026-12-25", "2027-01-01");
        read.Json.GetProperty("blackouts")[0].GetProperty("from").GetString().Should().Be("2026-12-24T18:00:00");
        (listed.GetProperty("holidayCount").GetInt32(), listed.GetProperty("blackoutCount").GetInt32()).Should().Be((2, 1));
        Texts(updated.Json.GetProperty("weekend")).Should().Equal("sunday", "saturday");
        updated.Json.GetProperty("holidays").GetArrayLength().Should().Be(0);
        (await tenant.Viewer.GetAsync(path)).ExpectProblem(404, "not_found");
    }

    [Fact]
    public async Task Calendar_ThatAScheduleUses_IsNotDeleted()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var calendar = await tenant.AddCalendarAsync();
        var schedule = await AddScheduleAsync(tenant, calendar, "skip");

        (await tenant.Editor.DeleteAsync($"/v1/calendars/{calendar}", "*")).ExpectProblem(409, "in_use");
        (await tenant.Editor.DeleteAsync($"/v1/schedules/{schedule}", "*")).Expect(204);
        (await tenant.Editor.DeleteAsync($"/v1/calendars/{calendar}", "*")).Expect(204);
    }

    [Fact]
    public async Task Calendar_Changed_PlansTheSchedulesThatUseItAnew()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var calendar = (await tenant.Editor.PostAsync("/v1/calendars", new { name = "Days", weekend = Array.Empty<string>() })).Expect(201).Id;
        var (moving, paused) = (await AddScheduleAsync(tenant, calendar, "nextBusinessDay"), await AddScheduleAsync(tenant, calendar, "skip"));
        var before = (await ReadAsync(tenant, moving)).GetProperty("nextFireAt").GetDateTimeOffset();
        (await tenant.Editor.PostAsync($"/v1/schedules/{paused}/pause")).Expect(200);
        var day = DateOnly.FromDateTime(before.UtcDateTime);

        (await tenant.Editor.PutAsync($"/v1/calendars/{calendar}", Closing(day), "*")).Expect(200);

        var after = await ReadAsync(tenant, moving);
        after.GetProperty("nextFireAt").GetDateTimeOffset().Should().Be(before.AddDays(1));
        after.GetProperty("timing").GetProperty("calendars")[0].GetProperty("version").GetInt32().Should().Be(2);
        after.GetProperty("version").GetInt32().Should().Be(1, "nobody has edited the schedule");
        (await ReadAsync(tenant, paused)).GetProperty("nextFireAt").ValueKind.Should().Be(JsonValueKind.Null);
        var fires = (await tenant.Viewer.GetAsync($"/v1/schedules/{moving}/next-fires?count=1")).Expect(200).Json.GetProperty("items");
        fires[0].GetProperty("at").GetDateTimeOffset().Should().Be(before.AddDays(1));
        var skipped = (await tenant.Viewer.GetAsync($"/v1/schedules/{paused}/next-fires?count=1")).Expect(200).Json.GetProperty("items")[0];
        skipped.GetProperty("skipped").GetProperty("reason").GetString().Should().Be("holiday");
        skipped.GetProperty("skipped").GetProperty("detail").GetString().Should().Be("Feast");
    }

    [Fact]
    public async Task Calendar_ChangedWhileAScheduleIsDue_LeavesTheFireDue()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var calendar = await tenant.AddCalendarAsync();
        var schedule = await AddScheduleAsync(tenant, calendar, "skip");
        var due = DateTimeOffset.FromUnixTimeSeconds(TestTokens.Now - 5);
        await fixture.Host.SetDueAsync(schedule, due);

        (await tenant.Editor.PutAsync($"/v1/calendars/{calendar}", Closing(Tomorrow), "*")).Expect(200);

        (await ReadAsync(tenant, schedule)).GetProperty("nextFireAt").GetDateTimeOffset().Should().Be(due);
    }

    [Fact]
    public async Task Schedule_WrittenAgainAfterItsCalendarChanged_KeepsItsTiming()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var calendar = await tenant.AddCalendarAsync();
        var path = $"/v1/schedules/{await AddScheduleAsync(tenant, calendar, "skip")}";
        var before = (await tenant.Viewer.GetAsync(path)).Expect(200);
        (await tenant.Editor.PutAsync($"/v1/calendars/{calendar}", Tenant.Calendar("Renamed"), "*")).Expect(200);

        var read = (await tenant.Viewer.GetAsync(path)).Expect(200);
        var written = (await tenant.Editor.PutAsync(path, Input(read.Json), read.ETag)).Expect(200);

        written.Json.GetProperty("timing").GetRawText().Should().Be(read.Json.GetProperty("timing").GetRawText());
        written.Json.GetProperty("nextFireAt").GetRawText().Should().Be(before.Json.GetProperty("nextFireAt").GetRawText());
    }

    private static object Closing(DateOnly day) =>
        new { name = "Days", weekend = Array.Empty<string>(), holidays = new[] { new { date = day, name = "Feast" } } };

    private static object Input(JsonElement schedule) => new
    {
        name = schedule.GetProperty("name"),
        reportId = schedule.GetProperty("reportId"),
        timing = schedule.GetProperty("timing"),
        rules = schedule.GetProperty("rules"),
        parameters = schedule.GetProperty("parameters"),
        destinationIds = schedule.GetProperty("destinationIds"),
    };

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());

    private static async Task<JsonElement> ReadAsync(Tenant tenant, Guid schedule) =>
        (await tenant.Viewer.GetAsync($"/v1/schedules/{schedule}")).Expect(200).Json;

    private static async Task<Guid> AddScheduleAsync(Tenant tenant, Guid calendar, string onClosedDay)
    {
        var timing = new { entries = new[] { new { cron = "0 7 * * *" } }, timeZone = "UTC", calendars = new[] { new { id = calendar } }, onClosedDay };
        var report = (await tenant.Viewer.GetAsync("/v1/reports")).Json.GetProperty("items");
        var reportId = report.GetArrayLength() > 0 ? report[0].GetProperty("id").GetGuid() : await tenant.AddReportAsync();
        return (await tenant.Editor.PostAsync("/v1/schedules", new { name = $"By {onClosedDay}", reportId, timing })).Expect(201).Id;
    }
}
