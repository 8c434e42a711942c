using Npgsql;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class AlertTests(ApiFixture fixture)
{
    [Fact]
    public async Task Alerts_Listed_AreNewestFirstAndFilteredBySchedule()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();
        var (one, other) = (await AddScheduleAsync(tenant, report, "One"), await AddScheduleAsync(tenant, report, "Other"));
        var at = DateTimeOffset.FromUnixTimeSeconds(TestTokens.Now);
        await RaiseAsync(tenant, one, "deadlineMissed", at.AddMinutes(-2));
        await RaiseAsync(tenant, other, "schedulePaused", at.AddMinutes(-1));

        var all = (await tenant.Viewer.GetAsync("/v1/alerts")).Expect(200).Json.GetProperty("items");
        var first = (await tenant.Viewer.GetAsync("/v1/alerts?limit=1")).Expect(200).Json;
        var second = (await tenant.Viewer.GetAsync($"/v1/alerts?limit=1&cursor={first.GetProperty("nextCursor").GetString()}")).Expect(200).Json;
        var filtered = (await tenant.Viewer.GetAsync($"/v1/alerts?scheduleId={one}")).Expect(200).Json.GetProperty("items");

        all.EnumerateArray().Select(alert => (alert.GetProperty("kind").GetString(), alert.GetProperty("scheduleName").GetString()))
            .Should().Equal(("schedulePaused", "Other"), ("deadlineMissed", "One"));
        second.GetProperty("items")[0].GetProperty("scheduleId").GetGuid().Should().Be(one);
        filtered.EnumerateArray().Should().ContainSingle().Which.GetProperty("message").GetString().Should().Be("Look.");
        filtered[0].GetProperty("raisedAt").GetDateTimeOffset().Should().Be(at.AddMinutes(-2));
        filtered[0].GetProperty("notifiedAt").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    private static async Task<Guid> AddScheduleAsync(Tenant tenant, Guid report, string name) =>
        (await tenant.Editor.PostAsync("/v1/schedules", Tenant.Schedule(report, name))).Expect(201).Id;

    private async Task RaiseAsync(Tenant tenant, Guid schedule, string kind, DateTimeOffset at)
    {
        await using var owner = NpgsqlDataSource.Create(fixture.Host.Database.Owner);
        await using var insert = owner.CreateCommand(
            "INSERT INTO alerts (tenant_id, id, kind, schedule_id, message, raised_at) VALUES ($1, $2, $3, $4, 'Look.', $5)");
        foreach (var value in new object[] { tenant.Owner.TenantId, Guid.CreateVersion7(), kind, schedule, at })
            insert.Parameters.Add(new() { Value = value });
        (await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).Should().Be(1);
    }
}
