namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class PagingTests(ApiFixture fixture)
{
    [Fact]
    public async Task Pages_ReadWhileObjectsAreAddedAndDeleted_ShowEachOldOneOnce()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++) ids.Add((await tenant.Editor.PostAsync("/v1/destinations", Tenant.Email($"D{i}"))).Expect(201).Id);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await tenant.Viewer.GetAsync($"/v1/destinations?limit=2&cursor={cursor}")).Expect(200).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
            (await tenant.Editor.PostAsync("/v1/destinations", Tenant.Email($"New {seen.Count}"))).Expect(201);
            // One that was on the page just read: the next page must not move up by it.
            (await tenant.Editor.DeleteAsync($"/v1/destinations/{seen[^1]}", "*")).Expect(204);
        }
        while (cursor is not null);

        seen.Should().Equal(Enumerable.Reverse(ids));
    }

    [Fact]
    public async Task Runs_FilteredByStateAndReport_ArePagedNewestFirst()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();
        var runs = new List<Guid>();
        for (var i = 0; i < 3; i++) runs.Add((await tenant.Editor.PostAsync("/v1/runs", new { reportId = report })).Expect(202).Id);
        (await tenant.Editor.PostAsync($"/v1/runs/{runs[1]}/cancel")).Expect(200);

        async Task<Guid[]> ListAsync(string query) =>
            [.. (await tenant.Viewer.GetAsync($"/v1/runs?{query}")).Expect(200).Json.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("id").GetGuid())];

        (await ListAsync($"reportId={report}")).Should().Equal(runs[2], runs[1], runs[0]);
        (await ListAsync("state=requested")).Should().Equal(runs[2], runs[0]);
        (await ListAsync($"state=cancelled&reportId={report}&limit=1")).Should().Equal(runs[1]);
        (await ListAsync($"scheduleId={Guid.CreateVersion7()}")).Should().BeEmpty();
    }

    [Fact]
    public async Task Limit_Absent_Is50()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        for (var i = 0; i < 51; i++) (await tenant.Editor.PostAsync("/v1/destinations", Tenant.Webhook($"D{i}"))).Expect(201);

        var first = (await tenant.Viewer.GetAsync("/v1/destinations")).Expect(200).Json;
        var all = (await tenant.Viewer.GetAsync("/v1/destinations?limit=200")).Expect(200).Json;

        first.GetProperty("items").GetArrayLength().Should().Be(50);
        first.GetProperty("nextCursor").GetString().Should().NotBeNull();
        all.GetProperty("items").GetArrayLength().Should().Be(51);
        all.GetProperty("nextCursor").GetString().Should().BeNull();
    }
}
