namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class ChainTests(ApiFixture fixture)
{
    [Fact]
    public async Task Schedule_ThatFollowsAnother_HasNoTimesAndKeepsTheOtherFromBeingDeleted()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var first = await tenant.AddScheduleAsync();
        var report = await ReportOfAsync(tenant, first);

        var second = (await tenant.Editor.PostAsync("/v1/schedules", After(report, "Second", first))).Expect(201);
        var fires = (await tenant.Viewer.GetAsync($"/v1/schedules/{second.Id}/next-fires")).Expect(200).Json;

        second.Json.GetProperty("nextFireAt").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        second.Json.GetProperty("rules").GetProperty("afterScheduleId").GetGuid().Should().Be(first);
        second.Json.GetProperty("timing").GetProperty("entries").GetArrayLength().Should().Be(0);
        fires.GetProperty("items").GetArrayLength().Should().Be(0);
        (await tenant.Editor.DeleteAsync($"/v1/schedules/{first}", "*")).ExpectProblem(409, "in_use");
        (await tenant.Editor.DeleteAsync($"/v1/schedules/{second.Id}", "*")).Expect(204);
        (await tenant.Editor.DeleteAsync($"/v1/schedules/{first}", "*")).Expect(204);
    }

    [Fact]
    public async Task Schedule_ThatWouldFollowItself_IsRefused()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var first = await tenant.AddScheduleAsync();
        var report = await ReportOfAsync(tenant, first);
        var second = (await tenant.Editor.PostAsync("/v1/schedules", After(report, "Second", first))).Expect(201).Id;
        var third = (await tenant.Editor.PostAsync("/v1/schedules", After(report, "Third", second))).Expect(201).Id;

        foreach (var upstream in new[] { first, second, third })
        {
            var refused = (await tenant.Editor.PutAsync($"/v1/schedules/{first}", After(report, "First", upstream), "*")).ExpectProblem(422, "invalid_fields");
            refused.Errors["rules.afterScheduleId"].Should().Be("chain_cycle");
        }
    }

    [Fact]
    public async Task Chain_OfMoreThanTheMost_IsRefused()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var last = await tenant.AddScheduleAsync();
        var report = await ReportOfAsync(tenant, last);
        for (var i = 2; i <= 20; i++)
            last = (await tenant.Editor.PostAsync("/v1/schedules", After(report, $"Number {i}", last))).Expect(201).Id;

        var refused = (await tenant.Editor.PostAsync("/v1/schedules", After(report, "One more", last))).ExpectProblem(422, "invalid_fields");

        refused.Errors["rules.afterScheduleId"].Should().Be("chain_too_long");
    }

    [Fact]
    public async Task Schedules_ChangedAtOnceToFollowOneAnother_NeverMakeACircle()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var first = await tenant.AddScheduleAsync();
        var report = await ReportOfAsync(tenant, first);

        for (var round = 0; round < 5; round++)
        {
            var (left, right) = (await AddAsync(tenant, report, $"Left {round}"), await AddAsync(tenant, report, $"Right {round}"));

            var answers = await Task.WhenAll(
                tenant.Editor.PutAsync($"/v1/schedules/{left}", After(report, $"Left {round}", right), "*"),
                tenant.Editor.PutAsync($"/v1/schedules/{right}", After(report, $"Right {round}", left), "*"));

            answers.Select(answer => answer.Status).Should().Contain(200).And.HaveCount(2);
            answers.Count(answer => answer.Status == 200).Should().Be(1);
        }
    }

    private static object After(Guid reportId, string name, Guid upstream) =>
        new { name, reportId, timing = new { timeZone = "Europe/Berlin" }, rules = new { afterScheduleId = upstream } };

    private static async Task<Guid> AddAsync(Tenant tenant, Guid report, string name) =>
        (await tenant.Editor.PostAsync("/v1/schedules", Tenant.Schedule(report, name))).Expect(201).Id;

    private static async Task<Guid> ReportOfAsync(Tenant tenant, Guid schedule) =>
        (await tenant.Viewer.GetAsync($"/v1/schedules/{schedule}")).Json.GetProperty("reportId").GetGuid();
}
