using System.Text.Json;

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
        updated.GetProperty("nextFireAt").ValueKind.Should().Be(JsonValueKind.Null);
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

    [Fact]
    public async Task Schedule_WrittenAsItIsRead_StaysAsItIs()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var (email, calendar) = (await tenant.AddEmailAsync(), await tenant.AddCalendarAsync());
        var body = new
        {
            name = "Full",
            reportId = await tenant.AddReportAsync(),
            destinationIds = new[] { email },
            timing = new
            {
                entries = new object[]
                {
                    new { cron = "0 7 L * *" }, new { rrule = "FREQ=MONTHLY;BYDAY=-1FR", start = "2026-01-30T09:00:00" },
                    new { everySeconds = 86400, anchor = "2026-01-01T12:00:00+01:00" }, new { at = "2030-12-24T07:00:00" }, new { businessDay = -1, time = "17:00" },
                },
                timeZone = "Europe/Berlin",
                startAt = "2026-01-01T00:00:00+01:00",
                endAt = "2040-01-01T00:00:00Z",
                gap = "skip",
                fold = "second",
                calendars = new[] { new { id = calendar } },
                onClosedDay = "previousBusinessDay",
                jitterSeconds = 300,
            },
            rules = new
            {
                catchUp = new { policy = "fireAll", windowMinutes = 60, max = 5 },
                overlap = new { policy = "queueAll", max = 3 },
                pauseAfterFailures = 3,
                maxFires = 100,
                deadlineMinutes = 90,
                alertDestinationIds = new[] { email },
                gate = new { sql = "SELECT true" },
            },
        };

        var created = (await tenant.Editor.PostAsync("/v1/schedules", body)).Expect(201);
        var path = created.Headers.Location!.ToString();
        var read = (await tenant.Viewer.GetAsync(path)).Expect(200);
        var due = DateTimeOffset.FromUnixTimeSeconds(TestTokens.Now - 5);
        await fixture.Host.SetDueAsync(created.Id, due);
        object Input(JsonElement json) => new
        {
            name = json.GetProperty("name"),
            reportId = json.GetProperty("reportId"),
            timing = json.GetProperty("timing"),
            rules = json.GetProperty("rules"),
            parameters = json.GetProperty("parameters"),
            destinationIds = json.GetProperty("destinationIds"),
        };
        var plan = await fixture.Host.ScalarAsync<string>($"SELECT plan FROM timers WHERE schedule_id = '{created.Id}'");
        var written = (await tenant.Editor.PutAsync(path, Input(read.Json), read.ETag)).Expect(200).Json;

        read.Text.Should().Be(created.Text);
        read.Json.GetProperty("rules").GetProperty("gate").GetProperty("timeoutMinutes").GetInt32().Should().Be(120);
        read.Json.GetProperty("rules").GetProperty("gate").GetProperty("pollSeconds").GetInt32().Should().Be(60);
        written.GetProperty("timing").GetRawText().Should().Be(read.Json.GetProperty("timing").GetRawText());
        written.GetProperty("rules").GetRawText().Should().Be(read.Json.GetProperty("rules").GetRawText());
        written.GetProperty("nextFireAt").GetDateTimeOffset().Should().Be(due, "nothing has changed");
        (await fixture.Host.ScalarAsync<string>($"SELECT plan FROM timers WHERE schedule_id = '{created.Id}'")).Should().Be(plan);
        (await tenant.Editor.DeleteAsync($"/v1/destinations/{email}", "*")).ExpectProblem(409, "in_use");
    }

    [Fact]
    public async Task Schedule_OfCronAlone_ShowsWhatHoldsByDefault()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);

        var schedule = (await tenant.Viewer.GetAsync($"/v1/schedules/{await tenant.AddScheduleAsync()}")).Expect(200).Json;

        var (timing, rules) = (schedule.GetProperty("timing"), schedule.GetProperty("rules"));
        timing.GetProperty("entries")[0].GetProperty("cron").GetString().Should().Be("0 7 * * *");
        (timing.GetProperty("gap").GetString(), timing.GetProperty("fold").GetString(), timing.GetProperty("onClosedDay").GetString())
            .Should().Be(("shiftForward", "auto", "skip"));
        timing.GetProperty("calendars").GetArrayLength().Should().Be(0);
        rules.GetProperty("catchUp").GetRawText().Should().Be("""{"policy":"fireOnce","windowMinutes":1440,"max":null}""");
        rules.GetProperty("overlap").GetRawText().Should().Be("""{"policy":"allow","max":null}""");
    }

    [Fact]
    public async Task Pause_AndResume_TellWhoAndWhenAndKeepTheNote()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var id = await tenant.AddScheduleAsync();

        var paused = (await tenant.Editor.PostAsync($"/v1/schedules/{id}/pause", new { note = "holidays" })).Expect(200).Json;
        var resumed = (await tenant.Owner.PostAsync($"/v1/schedules/{id}/resume", new { note = "back" })).Expect(200).Json;

        paused.GetProperty("pausedBy").GetString().Should().Be("eddy");
        paused.GetProperty("pausedAt").GetDateTimeOffset().Should().Be(paused.GetProperty("updatedAt").GetDateTimeOffset());
        resumed.GetProperty("pausedBy").ValueKind.Should().Be(JsonValueKind.Null);
        resumed.GetProperty("pausedAt").ValueKind.Should().Be(JsonValueKind.Null);
        (await fixture.Host.ScalarAsync<string>($"SELECT actor || ': ' || (data ->> 'note') FROM audit_events WHERE subject_id = '{id}' AND action = 'resume'"))
            .Should().Be("anna: back");
    }

    [Fact]
    public async Task Report_WhoseParametersChange_MustFitItsSchedules()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var source = await tenant.AddDataSourceAsync();
        var report = (await tenant.Editor.PostAsync("/v1/reports", Tenant.Report(source))).Expect(201).Id;
        (await tenant.Editor.PostAsync("/v1/schedules", Tenant.Schedule(report, "Daily sales"))).Expect(201);
        object With(params object[] parameters) => new { name = "Sales", dataSourceId = source, sql = "SELECT 1", parameters };

        var refused = (await tenant.Editor.PutAsync($"/v1/reports/{report}", With(), "*")).ExpectProblem(422, "schedules_incompatible");
        var text = new { name = "region", type = "text" };
        var optional = new { name = "city", type = "text" };
        (await tenant.Editor.PutAsync($"/v1/reports/{report}", With(text, optional), "*")).Expect(200);

        refused.Errors.Should().BeEquivalentTo(new Dictionary<string, string> { ["parameters.region"] = "unknown_parameter" });
        refused.Text.Should().Contain("Daily sales");
    }
}
