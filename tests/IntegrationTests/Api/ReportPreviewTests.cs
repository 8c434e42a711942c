using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ReportScheduler.IntegrationTests.Sidecar;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>Queries that a worker tries for people; the worker here is a script.</summary>
[Collection(ApiTests.Name)]
public sealed class ReportPreviewTests(ApiFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preview_OfAQuery_IsDoneByAWorkerWithWhatTheParametersBind()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new
        {
            dataSourceId = await tenant.AddDataSourceAsync(),
            sql = "SELECT @day",
            parameters = new object[] { new { name = "day", type = "date", @default = "start of previous month" }, new { name = "n", type = "integer", multiple = true } },
            values = new { n = new[] { 1, 2 } },
            asOf = "2026-03-31T22:30:00Z",
            timeZone = "Europe/Berlin",
        };
        (await tenant.Editor.PostAsync("/v1/reports/preview", body)).ExpectProblem(503, "worker_unavailable");

        await WithWorkerAsync(
            """{"columns":[{"name":"day","type":"date"}],"rows":[["2026-03-01"],[null]],"truncated":true,"durationMs":12,"error":null}""",
            async worker =>
            {
                var answer = await AnsweredAsync(() => tenant.Editor.PostAsync("/v1/reports/preview", body));

                var preview = answer.Expect(200).Json;
                preview.GetProperty("columns").GetRawText().Should().Be("""[{"name":"day","type":"date"}]""");
                preview.GetProperty("rows").GetRawText().Should().Be("""[["2026-03-01"],[null]]""");
                preview.GetProperty("truncated").GetBoolean().Should().BeTrue();
                preview.GetProperty("boundParameters").GetRawText().Should().Be(
                    """{"asOf":"2026-03-31T22:30:00+00:00","timeZone":"Europe/Berlin","values":{"day":"2026-03-01","n":[1,2]},"reportVersion":null}""");
                var request = JsonElement.Parse(worker.On("/data-sources/rows").Last().Body);
                request.GetProperty("maxRows").GetInt32().Should().Be(100);
                request.GetProperty("question").GetProperty("tenantId").GetGuid().Should().Be(tenant.Owner.TenantId);
                (await tenant.Viewer.PostAsync("/v1/reports/preview", body)).ExpectProblem(403, "role_insufficient");
            });
    }

    [Fact]
    public async Task Preview_RefusedByTheSource_TellsItsCode()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { dataSourceId = await tenant.AddDataSourceAsync(), sql = "SELECT nothing" };

        await WithWorkerAsync(
            """{"columns":[],"rows":[],"truncated":false,"durationMs":1,"error":{"code":"query_failed","message":"There is no column nothing."}}""",
            async _ =>
            {
                var answer = await AnsweredAsync(() => tenant.Editor.PostAsync("/v1/reports/preview", body));

                answer.ExpectProblem(422, "query_failed").Json.GetProperty("detail").GetString().Should().Be("There is no column nothing.");
            });
    }

    [Theory]
    [InlineData("""{"text":"Seq Scan on sales","error":null}""", 200, "Seq Scan on sales")]
    [InlineData("""{"text":null,"error":null}""", 422, "explain_unsupported")]
    [InlineData("""{"text":null,"error":{"code":"source_unreachable","message":"Away."}}""", 422, "source_unreachable")]
    public async Task Explain_OfAQuery_IsWhatTheSourceSays(string answered, int status, string expected)
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { dataSourceId = await tenant.AddDataSourceAsync(), sql = "SELECT 1" };

        await WithWorkerAsync(answered, async _ =>
        {
            var answer = (await AnsweredAsync(() => tenant.Editor.PostAsync("/v1/reports/explain", body))).Expect(status);

            (status == 200 ? answer.Json.GetProperty("text").GetString() : answer.Code).Should().Be(expected);
        });
    }

    [Fact]
    public async Task Options_OfAParameter_AreItsChoicesOrWhatItsQueryGives()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = (await tenant.Editor.PostAsync("/v1/reports", new
        {
            name = "Options",
            dataSourceId = await tenant.AddDataSourceAsync(),
            sql = "SELECT 1",
            parameters = new object[]
            {
                new { name = "plain", type = "text" },
                new { name = "chosen", type = "choice", choices = new[] { new { value = "a", label = (string?)"A" }, new { value = "b", label = (string?)null } } },
                new { name = "number", type = "integer", optionsSql = "SELECT id, name FROM t" },
            },
        })).Expect(201).Id;
        string Path(string name) => $"/v1/reports/{report}/parameters/{name}/options";

        await WithWorkerAsync(
            """{"columns":[{"name":"id","type":"integer"},{"name":"name","type":"text"}],"rows":[["7","Seven"],["8",null],[null,"None"],["x","No number"]],"truncated":false,"durationMs":1}""",
            async worker =>
            {
                var queried = (await AnsweredAsync(() => tenant.Editor.GetAsync(Path("number")))).Expect(200);

                queried.Text.Should().Be("""{"items":[{"value":7,"label":"Seven"},{"value":8,"label":"8"}],"truncated":false}""");
                JsonElement.Parse(worker.On("/data-sources/rows").Last().Body).GetProperty("maxRows").GetInt32().Should().Be(1000);
            });
        (await tenant.Editor.GetAsync(Path("plain"))).Expect(200).Text.Should().Be("""{"items":[],"truncated":false}""");
        (await tenant.Editor.GetAsync(Path("chosen"))).Expect(200).Text.Should().Be("""{"items":[{"value":"a","label":"A"},{"value":"b","label":"b"}],"truncated":false}""");
        (await tenant.Viewer.GetAsync(Path("plain"))).ExpectProblem(403, "role_insufficient");
    }

    private static Task<ApiAnswer> AnsweredAsync(Func<Task<ApiAnswer>> ask) =>
        Eventually.ResultAsync(_ => ask(), answer => answer.Status != 503, TimeSpan.FromSeconds(20), Cancelled);

    private async Task WithWorkerAsync(string answer, Func<TestApp, Task> test)
    {
        await using var worker = await TestApp.StartAsync(FreePorts.Take(), answer: async (_, response) =>
        {
            response.ContentType = "application/json";
            await response.WriteAsync(answer);
        });
        var instance = TestSidecar.NewApp("report-worker", worker.Port);
        await fixture.Host.Sidecar.Sidecar.AddAppAsync(instance, Cancelled);
        try
        {
            await test(worker);
        }
        finally
        {
            await fixture.Host.Sidecar.Sidecar.RemoveAppAsync(instance, CancellationToken.None);
        }
    }
}
