namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class ScheduleTests(ApiFixture fixture)
{
    [Fact]
    public async Task Update_OfAScheduleThatIsDue_KeepsTheFireUnlessTheCalendarChanges()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();
        var path = $"/v1/schedules/{(await tenant.Editor.PostAsync("/v1/schedules", Tenant.Schedule(report))).Expect(201).Id}";
        var due = DateTimeOffset.FromUnixTimeSeconds(TestTokens.Now - 5);
        await fixture.Host.SetDueAsync(Guid.Parse(path.Split('/')[3]), due);

        var renamed = (await tenant.Editor.PutAsync(path, Tenant.Schedule(report, "Renamed"), "*")).Expect(200).Json;
        var moved = (await tenant.Editor.PutAsync(
            path, new { name = "Renamed", reportId = report, cron = "0 8 * * *", timeZone = "Europe/Berlin" }, "*")).Expect(200).Json;

        renamed.GetProperty("nextFireAt").GetDateTimeOffset().Should().Be(due);
        moved.GetProperty("nextFireAt").GetDateTimeOffset().Should().BeAfter(due.AddMinutes(1));
        moved.GetProperty("parameters").EnumerateObject().Should().BeEmpty();
    }

    [Fact]
    public async Task Resume_OfAScheduleThatIsActiveAndDue_KeepsTheFire()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var path = $"/v1/schedules/{await tenant.AddScheduleAsync()}";
        var due = DateTimeOffset.FromUnixTimeSeconds(TestTokens.Now - 5);
        await fixture.Host.SetDueAsync(Guid.Parse(path.Split('/')[3]), due);

        var resumed = (await tenant.Editor.PostAsync($"{path}/resume")).Expect(200).Json;

        resumed.GetProperty("nextFireAt").GetDateTimeOffset().Should().Be(due);
    }

    [Fact]
    public async Task Update_OfAPausedSchedule_LeavesItPaused()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();
        var path = $"/v1/schedules/{(await tenant.Editor.PostAsync("/v1/schedules", Tenant.Schedule(report))).Expect(201).Id}";
        (await tenant.Editor.PostAsync($"{path}/pause")).Expect(200);

        var updated = (await tenant.Editor.PutAsync(path, Tenant.Schedule(report, "Renamed"), "*")).Expect(200).Json;

        updated.GetProperty("status").GetString().Should().Be("paused");
        updated.GetProperty("nextFireAt").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task NextFires_AcrossAClockChange_ShowTheLocalTime()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var path = $"/v1/schedules/{await tenant.AddScheduleAsync()}/next-fires?count=100";

        var fires = (await tenant.Viewer.GetAsync(path)).Expect(200).Json;
        var further = (await tenant.Viewer.GetAsync(path.Replace("100", "1", StringComparison.Ordinal))).Expect(200).Json;

        fires.GetProperty("timeZone").GetString().Should().Be("Europe/Berlin");
        fires.GetProperty("items").EnumerateArray().Should().HaveCount(100)
            .And.OnlyContain(fire => fire.GetProperty("local").GetDateTimeOffset().Hour == 7
                && fire.GetProperty("local").GetDateTimeOffset() == fire.GetProperty("at").GetDateTimeOffset());
        further.GetProperty("items").GetArrayLength().Should().Be(1);
    }
}
