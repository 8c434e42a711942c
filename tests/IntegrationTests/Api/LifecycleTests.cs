namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class LifecycleTests(ApiFixture fixture)
{
    [Fact]
    public async Task DataSource_CreateReadUpdateDelete_CarriesVersionsAndNeverThePassword()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);

        var created = (await tenant.Owner.PostAsync("/v1/data-sources", Tenant.DataSource())).Expect(201);
        var path = created.Headers.Location!.ToString();
        var read = (await tenant.Viewer.GetAsync(path)).Expect(200);
        var updated = (await tenant.Owner.PutAsync(path, Tenant.DataSource("Lake", password: null), read.ETag)).Expect(200);
        var stale = await tenant.Owner.PutAsync(path, Tenant.DataSource("Sea", password: null), read.ETag);
        (await tenant.Owner.DeleteAsync(path, updated.ETag)).Expect(204);

        path.Should().Be($"/v1/data-sources/{created.Id}");
        (created.ETag, read.ETag, updated.ETag).Should().Be(("\"1\"", "\"1\"", "\"2\""));
        read.Text.Should().Be(created.Text);
        read.Json.GetProperty("sslMode").GetString().Should().Be("prefer");
        (created.Text + read.Text + updated.Text).Should().NotContainAny("password", "s3cret");
        stale.ExpectProblem(412, "version_mismatch");
        (await tenant.Viewer.GetAsync(path)).ExpectProblem(404, "not_found");
    }

    [Fact]
    public async Task Report_UpdatedTwice_KeepsEveryVersion()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var source = await tenant.AddDataSourceAsync();
        var created = (await tenant.Editor.PostAsync("/v1/reports", Tenant.Report(source, sql: "SELECT 1"))).Expect(201);
        var path = created.Headers.Location!.ToString();

        var second = (await tenant.Editor.PutAsync(path, Tenant.Report(source, sql: "SELECT 2"), created.ETag)).Expect(200);
        var third = (await tenant.Owner.PutAsync(path, Tenant.Report(source, "Renamed", "SELECT 3"), second.ETag)).Expect(200);
        var newest = (await tenant.Viewer.GetAsync($"{path}/versions?limit=2")).Expect(200).Json;
        var oldest = (await tenant.Viewer.GetAsync($"{path}/versions?limit=2&cursor={newest.GetProperty("nextCursor").GetString()}")).Expect(200).Json;

        third.Json.GetProperty("version").GetInt32().Should().Be(3);
        third.Json.GetProperty("createdBy").GetString().Should().Be("eddy");
        newest.GetProperty("items").EnumerateArray().Concat(oldest.GetProperty("items").EnumerateArray())
            .Select(version => (version.GetProperty("version").GetInt32(), version.GetProperty("sql").GetString(), version.GetProperty("createdBy").GetString()))
            .Should().Equal((3, "SELECT 3", "anna"), (2, "SELECT 2", "eddy"), (1, "SELECT 1", "eddy"));
        oldest.GetProperty("nextCursor").GetString().Should().BeNull();
        (await tenant.Editor.DeleteAsync(path, third.ETag)).Expect(204);
        (await tenant.Viewer.GetAsync($"{path}/versions")).ExpectProblem(404, "not_found");
    }

    [Fact]
    public async Task Webhook_CreatedAndUpdated_TellsItsSecretOnce()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);

        var created = (await tenant.Editor.PostAsync("/v1/destinations", Tenant.Webhook())).Expect(201);
        var path = created.Headers.Location!.ToString();
        var read = (await tenant.Editor.GetAsync(path)).Expect(200);
        var given = new { name = "Hook", kind = "webhook", webhook = new { url = "https://example.com/x", secret = "whsec_" + Convert.ToBase64String(new byte[24]) } };
        var updated = (await tenant.Editor.PutAsync(path, given, read.ETag)).Expect(200);

        created.Json.GetProperty("secret").GetString().Should().MatchRegex("^whsec_[A-Za-z0-9+/]{43}=$");
        read.Text.Should().NotContain("whsec_");
        updated.Text.Should().NotContain("whsec_");
        updated.Json.GetProperty("webhook").GetProperty("url").GetString().Should().Be("https://example.com/x");
        (await tenant.Editor.DeleteAsync(path, updated.ETag)).Expect(204);
    }

    [Fact]
    public async Task Schedule_PausedAndResumed_FiresOnlyWhileActive()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var path = $"/v1/schedules/{await tenant.AddScheduleAsync(await tenant.AddEmailAsync())}";

        var active = (await tenant.Viewer.GetAsync(path)).Expect(200).Json;
        var paused = (await tenant.Editor.PostAsync($"{path}/pause", new { note = "holidays" })).Expect(200);
        var fires = (await tenant.Viewer.GetAsync($"{path}/next-fires?count=3")).Expect(200).Json;
        var resumed = (await tenant.Editor.PostAsync($"{path}/resume")).Expect(200).Json;
        var resumedAgain = (await tenant.Editor.PostAsync($"{path}/resume")).Expect(200).Json;

        paused.Json.GetProperty("status").GetString().Should().Be("paused");
        paused.Json.GetProperty("nextFireAt").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        paused.Json.GetProperty("pauseNote").GetString().Should().Be("holidays");
        paused.ETag.Should().Be("\"2\"");
        fires.GetProperty("items").GetArrayLength().Should().Be(3);
        fires.GetProperty("items")[0].GetProperty("local").GetString().Should().MatchRegex(@"T07:00:00\+0[12]:00$");
        fires.GetProperty("items")[0].GetProperty("at").GetDateTimeOffset().Should().Be(active.GetProperty("nextFireAt").GetDateTimeOffset());
        resumed.GetProperty("status").GetString().Should().Be("active");
        resumed.GetProperty("nextFireAt").GetDateTimeOffset().Should().Be(active.GetProperty("nextFireAt").GetDateTimeOffset());
        resumedAgain.GetProperty("version").GetInt32().Should().Be(3);
    }

    [Fact]
    public async Task Run_OfASchedule_TakesItsParametersAndCanBeCancelledAndRetried()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var schedule = await tenant.AddScheduleAsync();

        var requested = (await tenant.Editor.PostAsync("/v1/runs", new { scheduleId = schedule })).Expect(202);
        var path = requested.Headers.Location!.ToString();
        var early = await tenant.Editor.PostAsync($"{path}/retry");
        var cancelled = (await tenant.Editor.PostAsync($"{path}/cancel")).Expect(200);
        var late = await tenant.Editor.PostAsync($"{path}/cancel");
        var retried = (await tenant.Editor.PostAsync($"{path}/retry")).Expect(202).Json;
        var read = (await tenant.Viewer.GetAsync(path)).Expect(200).Json;

        requested.Json.GetProperty("parameters").GetProperty("region").GetString().Should().Be("south");
        requested.Json.GetProperty("scheduleName").GetString().Should().Be("Daily");
        early.ExpectProblem(409, "run_not_ended");
        cancelled.Json.GetProperty("state").GetString().Should().Be("cancelled");
        late.ExpectProblem(409, "run_ended");
        retried.GetProperty("retryOf").GetGuid().Should().Be(requested.Id);
        retried.GetProperty("nominalFireAt").GetDateTimeOffset().Should().Be(requested.Json.GetProperty("nominalFireAt").GetDateTimeOffset());
        read.GetProperty("artifacts").GetArrayLength().Should().Be(0);
        read.GetProperty("deliveries").GetArrayLength().Should().Be(0);
    }
}
