using System.Text.Json;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class SettingsTests(ApiFixture fixture)
{
    private const string Path = "/v1/settings";

    [Fact]
    public async Task Settings_RaisedAndReset_HoldForSchedulesThatAreWritten()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();
        object Every(int seconds) => new { name = $"Every {seconds}", reportId = report, timing = new { entries = new[] { new { everySeconds = seconds } }, timeZone = "UTC" } };

        var first = (await tenant.Viewer.GetAsync(Path)).Expect(200);
        var early = (await tenant.Editor.PostAsync("/v1/schedules", Every(60))).Expect(201);
        var raised = (await tenant.Owner.PutAsync(Path, new { minimumIntervalSeconds = 900 }, first.ETag)).Expect(200);
        var refused = await tenant.Editor.PostAsync("/v1/schedules", Every(899));
        (await tenant.Editor.PostAsync("/v1/schedules", Every(900))).Expect(201);
        (await tenant.Owner.PutAsync(Path, new { minimumIntervalSeconds = 60 }, first.ETag)).ExpectProblem(412, "version_mismatch");
        var reset = (await tenant.Owner.PutAsync(Path, new { minimumIntervalSeconds = (int?)null }, raised.ETag)).Expect(200);

        (first.Json.GetProperty("minimumIntervalSeconds").ValueKind, first.Json.GetProperty("effectiveMinimumIntervalSeconds").GetInt32())
            .Should().Be((JsonValueKind.Null, 60));
        first.Json.GetProperty("timeZoneDataVersion").GetString().Should().StartWith("TZDB: ");
        (raised.Json.GetProperty("minimumIntervalSeconds").GetInt32(), raised.Json.GetProperty("effectiveMinimumIntervalSeconds").GetInt32())
            .Should().Be((900, 900));
        refused.ExpectProblem(422, "invalid_fields");
        refused.Errors.Should().BeEquivalentTo(new Dictionary<string, string> { ["timing.entries"] = "too_often" });
        refused.Json.GetProperty("errors")[0].GetProperty("message").GetString().Should().Contain("900 seconds");
        (await tenant.Viewer.GetAsync($"/v1/schedules/{early.Id}")).Json.GetProperty("nextFireAt").ValueKind.Should().Be(JsonValueKind.String);
        reset.ETag.Should().Be(first.ETag);
    }

    [Fact]
    public async Task Settings_OfAnotherTenant_AreNotTouched()
    {
        var (ours, theirs) = (await Tenant.CreateAsync(fixture.Host), await Tenant.CreateAsync(fixture.Host));

        (await ours.Owner.PutAsync(Path, new { minimumIntervalSeconds = 900 }, "*")).Expect(200);

        (await theirs.Viewer.GetAsync(Path)).Expect(200).Json.GetProperty("effectiveMinimumIntervalSeconds").GetInt32().Should().Be(60);
    }
}

/// <summary>What an operator may set.</summary>
public sealed class ScheduleOptionsTests(PostgresServer server)
{
    [Fact]
    public async Task MinimumInterval_OfThePlatform_IsTheFloorOfEveryTenant()
    {
        await using var host = await ApiHost.StartAsync(server, "environment=Development", "Schedules:MinimumIntervalSeconds=1");
        var tenant = await host.SignInAsync(ApiHost.NewTenant());

        (await tenant.GetAsync("/v1/settings")).Expect(200).Json.GetProperty("effectiveMinimumIntervalSeconds").GetInt32().Should().Be(1);
        (await tenant.PutAsync("/v1/settings", new { minimumIntervalSeconds = 1 }, "*")).Expect(200);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("86401")]
    public async Task MinimumInterval_OutOfRange_KeepsTheAppFromStarting(string seconds)
    {
        var start = () => ApiHost.StartAsync(server, "environment=Development", $"Schedules:MinimumIntervalSeconds={seconds}");

        (await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>()).WithMessage("*MinimumIntervalSeconds*");
    }
}
