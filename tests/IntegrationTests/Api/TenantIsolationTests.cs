using System.Text.RegularExpressions;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>Two tenants and every operation of the OpenAPI document.</summary>
[Collection(ApiTests.Name)]
public sealed partial class TenantIsolationTests(ApiFixture fixture)
{
    private static readonly object[] Daily = [new { cron = "@daily" }];

    [Fact]
    public async Task EveryOperation_WithAnotherTenantsId_AnswersAsForAnAbsentOne()
    {
        var document = await OpenApiDocument.ReadAsync(fixture.Host);
        var ours = await Tenant.CreateAsync(fixture.Host);
        var objects = await ObjectsOfAsync(ours);
        var theirs = (await Tenant.CreateAsync(fixture.Host)).Owner;
        var operations = document.Protected.Where(operation => operation.Path.Contains("{id}", StringComparison.Ordinal)).ToList();

        foreach (var operation in operations)
        {
            var mine = await CallAsync(ours.Owner, operation, objects[operation.Resource], "\"77\"");
            var foreign = await CallAsync(theirs, operation, objects[operation.Resource], "\"77\"");
            var absent = await CallAsync(theirs, operation, Guid.CreateVersion7(), "\"77\"");

            foreign.ExpectProblem(404, "not_found");
            Comparable(foreign).Should().Be(Comparable(absent), operation.ToString());
            // Else the comparison would show nothing: to its owner the object is there.
            mine.Status.Should().NotBe(404, operation.ToString());
        }

        operations.Should().HaveCountGreaterThan(30);
    }

    [Fact]
    public async Task EveryList_FilteredByAnotherTenantsIds_IsEmpty()
    {
        var document = await OpenApiDocument.ReadAsync(fixture.Host);
        var objects = await ObjectsOfAsync(await Tenant.CreateAsync(fixture.Host));
        var theirs = (await Tenant.CreateAsync(fixture.Host)).Viewer;

        foreach (var list in document.Protected.Where(operation => operation.Id.StartsWith("list", StringComparison.Ordinal) && !operation.Path.Contains('{', StringComparison.Ordinal)))
        {
            string[] filters = ["", $"?runId={objects["runs"]}", $"?reportId={objects["reports"]}", $"?scheduleId={objects["schedules"]}", $"?backfillId={objects["backfills"]}"];
            foreach (var filter in filters)
            {
                var answer = (await theirs.GetAsync(list.Path + filter)).Expect(200);
                answer.Json.GetProperty("items").GetArrayLength().Should().Be(0, list.Path + filter);
            }
        }
    }

    [Fact]
    public async Task Writes_NamingAnotherTenantsObjects_AreRefusedAsForAbsentOnes()
    {
        var objects = await ObjectsOfAsync(await Tenant.CreateAsync(fixture.Host));
        var theirs = await Tenant.CreateAsync(fixture.Host);
        var (report, absent) = (await theirs.AddReportAsync(), Guid.CreateVersion7());
        var requests = new (string Path, string Resource, Func<Guid, object> Body)[]
        {
            ("/v1/reports", "data-sources", id => Tenant.Report(id, "Other")),
            ("/v1/reports/preview", "data-sources", id => new { dataSourceId = id, sql = "SELECT 1" }),
            ("/v1/reports/explain", "data-sources", id => new { dataSourceId = id, sql = "SELECT 1" }),
            ("/v1/schedules", "reports", id => Tenant.Schedule(id)),
            ("/v1/schedules", "destinations", id => Tenant.Schedule(report, destinationIds: id)),
            ("/v1/schedules", "calendars", id => TimedBy(report, new { entries = Daily, timeZone = "UTC", calendars = new[] { new { id } } }, new { })),
            ("/v1/schedules", "schedules", id => TimedBy(report, new { timeZone = "UTC" }, new { afterScheduleId = id })),
            ("/v1/schedules", "destinations", id => TimedBy(report, new { entries = Daily, timeZone = "UTC" }, new { alertDestinationIds = new[] { id } })),
            ("/v1/schedules/preview", "schedules", id => new { scheduleId = id }),
            ("/v1/schedules/preview", "calendars", id => new { timing = new { entries = Daily, timeZone = "UTC", calendars = new[] { new { id } } } }),
            ("/v1/runs", "reports", id => new { reportId = id }),
            ("/v1/runs", "schedules", id => new { scheduleId = id }),
            ("/v1/runs", "destinations", id => new { reportId = report, destinationIds = new[] { id } }),
        };

        foreach (var (path, resource, body) in requests)
        {
            var foreign = (await theirs.Editor.PostAsync(path, body(objects[resource]))).ExpectProblem(422, "invalid_fields");
            Comparable(foreign).Should().Be(Comparable(await theirs.Editor.PostAsync(path, body(absent))), $"{path} with a foreign id of {resource}");
        }

        object Files(Guid id) => new { name = "Files", kind = "duckdb", files = new[] { new { name = "sales", format = "csv", reportId = id } } };
        var files = (await theirs.Owner.PostAsync("/v1/data-sources", Files(objects["reports"]))).ExpectProblem(422, "invalid_fields");
        Comparable(files).Should().Be(Comparable(await theirs.Owner.PostAsync("/v1/data-sources", Files(absent))), "files of another tenant's report");
    }

    [Fact]
    public async Task EveryOperation_WithoutToken_Is401()
    {
        var document = await OpenApiDocument.ReadAsync(fixture.Host);
        var nobody = new ApiClient(fixture.Host.Http, token: null, Guid.Empty);

        foreach (var operation in document.Protected)
        {
            var answer = (await CallAsync(nobody, operation, Guid.CreateVersion7(), "\"1\"")).ExpectProblem(401, "unauthenticated");
            answer.Headers.WwwAuthenticate.Should().ContainSingle().Which.Scheme.Should().Be("Bearer");
        }
    }

    [Theory]
    [InlineData("viewer", "", 25)]
    [InlineData("editor", "data-sources", 3)]
    [InlineData("editor", "settings", 1)]
    public async Task EveryWrite_WithTooLittleRole_Is403(string role, string onlyResource, int count)
    {
        var document = await OpenApiDocument.ReadAsync(fixture.Host);
        var name = ApiHost.NewTenant();
        var user = await fixture.Host.SignInAsync(name, role);
        var writes = document.Protected
            .Where(operation => operation.Method != HttpMethod.Get && operation.Id != "testDataSource" | role == "viewer")
            .Where(operation => operation.Path.Contains(onlyResource, StringComparison.Ordinal))
            .ToList();

        foreach (var operation in writes)
            (await CallAsync(user, operation, Guid.CreateVersion7(), "\"1\"")).ExpectProblem(403, "role_insufficient");
        writes.Should().HaveCountGreaterThanOrEqualTo(count);
    }

    private static Task<ApiAnswer> CallAsync(ApiClient client, ApiOperation operation, Guid id, string ifMatch)
    {
        var path = operation.Path.Replace("{id}", id.ToString(), StringComparison.Ordinal)
            .Replace("{name}", "region", StringComparison.Ordinal);
        var isVersioned = operation.Method == HttpMethod.Put || operation.Method == HttpMethod.Delete;
        return client.SendAsync(operation.Method, path, operation.HasBody ? Body(operation) : null, isVersioned ? ifMatch : null);
    }

    private static object Body(ApiOperation operation) => operation.Id switch
    {
        "createDataSource" or "updateDataSource" => Tenant.DataSource(),
        "createReport" or "updateReport" => Tenant.Report(Guid.CreateVersion7()),
        "previewReport" or "explainReport" => new { dataSourceId = Guid.CreateVersion7(), sql = "SELECT 1" },
        "createDestination" or "updateDestination" => Tenant.Webhook(),
        "createSchedule" or "updateSchedule" => Tenant.Schedule(Guid.CreateVersion7()),
        "createCalendar" or "updateCalendar" => Tenant.Calendar(),
        "importCalendar" => new StringContent("BEGIN:VCALENDAR", System.Text.Encoding.UTF8, "text/calendar"),
        "pauseSchedule" or "resumeSchedule" => new { note = "holidays" },
        "previewSchedule" => new { cron = "@daily", timeZone = "UTC" },
        "createBackfill" => new { from = "2026-01-01T00:00:00Z", to = "2026-01-03T00:00:00Z" },
        "postEvent" => new { name = "sales" },
        "updateSettings" => new { minimumIntervalSeconds = (int?)null },
        "createDownloadLink" => new { validHours = 24 },
        "requestRun" => new { reportId = Guid.CreateVersion7() },
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Id, "Say what its body is."),
    };

    private static object TimedBy(Guid reportId, object timing, object rules) =>
        new { name = "Timed", reportId, timing, rules, parameters = new { region = "south" } };

    /// <summary>Everything a client could tell apart, except for what names the request.</summary>
    private static string Comparable(ApiAnswer answer)
    {
        var headers = answer.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(",", header.Value)}");
        return $"{answer.Status}\n{string.Join("\n", headers)}\n{answer.ContentType}\n{TraceId().Replace(answer.Text, "")}";
    }

    private async Task<Dictionary<string, Guid>> ObjectsOfAsync(Tenant tenant)
    {
        var destination = await tenant.AddEmailAsync();
        var schedule = await tenant.AddScheduleAsync(destination);
        var run = (await tenant.Editor.PostAsync("/v1/runs", new { scheduleId = schedule })).Expect(202);
        await new RunPlay(fixture.Host, tenant.Owner.TenantId, run.Id).PlayAsync("region,amount\n"u8.ToArray());
        var details = (await tenant.Viewer.GetAsync($"/v1/runs/{run.Id}")).Expect(200).Json;
        var report = run.Json.GetProperty("reportId").GetGuid();
        var artifact = details.GetProperty("artifacts")[0].GetProperty("id").GetGuid();
        return new Dictionary<string, Guid>
        {
            ["data-sources"] = (await tenant.Viewer.GetAsync($"/v1/reports/{report}")).Json.GetProperty("dataSourceId").GetGuid(),
            ["reports"] = report,
            ["destinations"] = destination,
            ["schedules"] = schedule,
            ["calendars"] = await tenant.AddCalendarAsync(),
            ["backfills"] = (await tenant.Editor.PostAsync(
                $"/v1/schedules/{schedule}/backfills", new { from = "2026-01-01T00:00:00Z", to = "2026-01-03T00:00:00Z" })).Expect(201).Id,
            ["runs"] = run.Id,
            ["artifacts"] = artifact,
            ["download-links"] = (await tenant.Editor.PostAsync($"/v1/artifacts/{artifact}/links", new { })).Expect(201).Id,
            ["deliveries"] = details.GetProperty("deliveries")[0].GetProperty("id").GetGuid(),
        };
    }

    [GeneratedRegex("\"traceId\":\"[0-9a-f]{32}\"")]
    private static partial Regex TraceId();
}
