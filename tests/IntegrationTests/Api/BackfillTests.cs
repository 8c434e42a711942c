using System.Text.Json;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class BackfillTests(ApiFixture fixture)
{
    // In July Berlin is two hours ahead, so 07:00 there is 05:00 UTC.
    private const string From = "2026-07-01T00:00:00Z";

    [Fact]
    public async Task Backfill_OfADateRange_MakesAWaitingRunOfEachFire()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var email = await tenant.AddEmailAsync();
        var schedule = await tenant.AddScheduleAsync(email);
        var path = $"/v1/schedules/{schedule}/backfills";

        var created = (await tenant.Editor.PostAsync(path, new { from = From, to = "2026-07-04T05:00:00Z", concurrency = 2, parameters = new { region = "east" } })).Expect(201);
        var read = (await tenant.Viewer.GetAsync(created.Headers.Location!.ToString())).Expect(200).Json;
        var runs = (await tenant.Viewer.GetAsync($"/v1/runs?backfillId={created.Id}")).Expect(200).Json.GetProperty("items");
        var listed = (await tenant.Viewer.GetAsync(path)).Expect(200).Json.GetProperty("items");

        read.GetProperty("runCount").GetInt32().Should().Be(3, "the end is not part of the range");
        read.GetProperty("runs").GetProperty("waiting").GetInt32().Should().Be(3);
        read.GetProperty("runs").GetProperty("succeeded").GetInt32().Should().Be(0);
        (read.GetProperty("concurrency").GetInt32(), read.GetProperty("deliver").GetBoolean(), read.GetProperty("createdBy").GetString())
            .Should().Be((2, false, "eddy"));
        runs.EnumerateArray().Select(run => run.GetProperty("nominalFireAt").GetString())
            .Should().Equal("2026-07-03T05:00:00+00:00", "2026-07-02T05:00:00+00:00", "2026-07-01T05:00:00+00:00");
        runs.EnumerateArray().Should().OnlyContain(run =>
            run.GetProperty("state").GetString() == "waiting" && run.GetProperty("waitsFor").GetString() == "backfill"
            && run.GetProperty("trigger").GetString() == "backfill" && run.GetProperty("backfillId").GetGuid() == created.Id
            && run.GetProperty("scheduledZone").GetString() == "Europe/Berlin"
            && run.GetProperty("parameters").GetProperty("region").GetString() == "east");
        listed.EnumerateArray().Should().ContainSingle().Which.GetProperty("id").GetGuid().Should().Be(created.Id);
        (await fixture.Host.ScalarAsync<long>($"SELECT count(*) FROM runs WHERE backfill_id = '{created.Id}' AND destination_ids <> '{{}}'")).Should().Be(0);
    }

    [Fact]
    public async Task Backfill_ThatDelivers_SendsToTheSchedulesDestinations()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var email = await tenant.AddEmailAsync();
        var schedule = await tenant.AddScheduleAsync(email);

        var created = (await tenant.Editor.PostAsync(
            $"/v1/schedules/{schedule}/backfills", new { from = From, to = "2026-07-02T00:00:00Z", deliver = true })).Expect(201);

        (await fixture.Host.ScalarAsync<Guid[]>($"SELECT destination_ids FROM runs WHERE backfill_id = '{created.Id}'")).Should().Equal(email);
    }

    [Fact]
    public async Task Backfill_WithACalendar_LeavesClosedDaysOut()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var calendar = await tenant.AddCalendarAsync(new DateOnly(2026, 7, 1));
        var timing = new { entries = new[] { new { cron = "0 7 * * *" } }, timeZone = "UTC", calendars = new[] { new { id = calendar } } };
        var schedule = (await tenant.Editor.PostAsync("/v1/schedules", new { name = "S", reportId = await tenant.AddReportAsync(), timing })).Expect(201).Id;

        // A holiday on Wednesday, then two open days and a weekend.
        var created = (await tenant.Editor.PostAsync($"/v1/schedules/{schedule}/backfills", new { from = From, to = "2026-07-06T00:00:00Z" })).Expect(201);

        created.Json.GetProperty("runCount").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task Backfill_Cancelled_EndsItsOpenRunsAndKeepsTheOthers()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var schedule = await tenant.AddScheduleAsync();
        var created = (await tenant.Editor.PostAsync($"/v1/schedules/{schedule}/backfills", new { from = From, to = "2026-07-06T00:00:00Z" })).Expect(201);
        var path = created.Headers.Location!.ToString();
        await ReleaseAsync(created.Id, 2);
        var requested = (await tenant.Viewer.GetAsync($"/v1/runs?backfillId={created.Id}&state=requested")).Json.GetProperty("items");
        await new RunPlay(fixture.Host, tenant.Owner.TenantId, requested[0].GetProperty("id").GetGuid()).PlayAsync("a\n"u8.ToArray());
        await new RunPlay(fixture.Host, tenant.Owner.TenantId, requested[1].GetProperty("id").GetGuid()).AdmitAsync();

        var cancelled = (await tenant.Editor.PostAsync($"{path}/cancel")).Expect(200).Json;

        var counts = cancelled.GetProperty("runs");
        (counts.GetProperty("succeeded").GetInt32(), counts.GetProperty("cancelled").GetInt32(), counts.GetProperty("waiting").GetInt32()).Should().Be((1, 4, 0));
        cancelled.GetProperty("cancelledBy").GetString().Should().Be("eddy");
        cancelled.GetProperty("cancelledAt").ValueKind.Should().Be(JsonValueKind.String);
        (await tenant.Editor.PostAsync($"{path}/cancel")).ExpectProblem(409, "backfill_ended");
    }

    [Fact]
    public async Task Backfill_OfAScheduleThatFollowsAnother_IsRefused()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var first = await tenant.AddScheduleAsync();
        var report = (await tenant.Viewer.GetAsync($"/v1/schedules/{first}")).Json.GetProperty("reportId").GetGuid();
        var second = (await tenant.Editor.PostAsync(
            "/v1/schedules", new { name = "After", reportId = report, timing = new { timeZone = "UTC" }, rules = new { afterScheduleId = first } })).Expect(201).Id;

        var refused = (await tenant.Editor.PostAsync($"/v1/schedules/{second}/backfills", new { from = From, to = "2026-07-06T00:00:00Z" })).ExpectProblem(422, "invalid_fields");

        refused.Errors["scheduleId"].Should().Be("follows_another");
    }

    [Fact]
    public async Task Backfill_OfTheMostFires_IsTakenAndOneMoreIsNot()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var hourly = new { name = "Hourly", reportId = await tenant.AddReportAsync(), cron = "0 * * * *", timeZone = "UTC" };
        var path = $"/v1/schedules/{(await tenant.Editor.PostAsync("/v1/schedules", hourly)).Expect(201).Id}/backfills";
        var from = DateTimeOffset.Parse(From, System.Globalization.CultureInfo.InvariantCulture);

        var over = (await tenant.Editor.PostAsync(path, new { from, to = from.AddHours(1001) })).ExpectProblem(422, "invalid_fields");
        var most = (await tenant.Editor.PostAsync(path, new { from, to = from.AddHours(1000) })).Expect(201);

        over.Errors["to"].Should().Be("too_many_fires");
        over.Text.Should().Contain("1000");
        most.Json.GetProperty("runCount").GetInt32().Should().Be(1000);
    }

    private Task<long> ReleaseAsync(Guid backfill, int count) => fixture.Host.ScalarAsync<long>(
        $"""
        WITH released AS (
            UPDATE runs SET state = 'requested', waits_for = NULL
            WHERE id IN (SELECT id FROM runs WHERE backfill_id = '{backfill}' ORDER BY nominal_fire_at LIMIT {count})
            RETURNING 1
        )
        SELECT count(*) FROM released
        """);
}
