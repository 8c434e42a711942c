using System.Net;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>What is answered while something the Api depends on is away, and under load.</summary>
public sealed class OutageTests(PostgresServer server)
{
    private static readonly string[] Quiet = ["environment=Development", "Logging:LogLevel:Default=None"];

    [Fact]
    public async Task Requests_WhileTheDatabaseIsAway_Are503AndTheAppStaysAlive()
    {
        await using var host = await ApiHost.StartAsync(
            server, [.. Quiet, $"ConnectionStrings:Postgres=Host=127.0.0.1;Port={FreePorts.Take()};Username=u;Database=d;Timeout=2"]);
        var client = new ApiClient(host.Http, TestTokens.Sign(TestTokens.Claims(Guid.CreateVersion7()), host.SigningKey), Guid.Empty);

        var answer = await client.GetAsync("/v1/reports");
        using var live = await host.Http.GetAsync("/health/live", TestContext.Current.CancellationToken);
        using var ready = await host.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);

        answer.ExpectProblem(503, "database_unavailable").Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        (live.StatusCode, ready.StatusCode).Should().Be((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task Requests_WhileTheSidecarIsAway_Fail503OnlyWhereItIsNeeded()
    {
        await using var host = await ApiHost.StartAsync(server, Quiet);
        var tenant = await Tenant.CreateAsync(host);
        var run = await NewRunAsync(host, tenant);
        await host.Sidecar.Sidecar.DisposeAsync();

        (await tenant.Editor.PostAsync("/v1/destinations", Tenant.Webhook())).Expect(201);
        (await tenant.Viewer.GetAsync($"/v1/runs/{run}")).Expect(200);
        (await tenant.Viewer.GetAsync("/v1/reports")).Expect(200);
        // One that has never got the key.
        await using var other = await ApiHost.StartAsync(server, secrets => secrets.Remove("data-key"), Quiet);
        var owner = await other.SignInAsync(ApiHost.NewTenant());
        await other.Sidecar.Sidecar.DisposeAsync();
        (await owner.PostAsync("/v1/destinations", Tenant.Webhook())).ExpectProblem(503, "sidecar_unavailable");
    }

    [Fact]
    public async Task Runs_RequestedTooFast_Are429ForThatTenantOnly()
    {
        await using var host = await ApiHost.StartAsync(server, [.. Quiet, "RateLimits:RunsPerMinute=2", "DataSources:AllowPrivateAddresses=true"]);
        var (greedy, modest) = (await Tenant.CreateAsync(host), await Tenant.CreateAsync(host));
        var (greedyReport, modestReport) = (await greedy.AddReportAsync(), await modest.AddReportAsync());
        for (var i = 0; i < 2; i++) (await greedy.Editor.PostAsync("/v1/runs", new { reportId = greedyReport })).Expect(202);

        var answer = await greedy.Editor.PostAsync("/v1/runs", new { reportId = greedyReport });

        answer.ExpectProblem(429, "too_many_requests").Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        (await modest.Editor.PostAsync("/v1/runs", new { reportId = modestReport })).Expect(202);
        (await greedy.Viewer.GetAsync("/v1/runs")).Expect(200);
    }

    [Fact]
    public async Task Requests_OfAnyKindTooFast_Are429()
    {
        await using var host = await ApiHost.StartAsync(server, [.. Quiet, "RateLimits:RequestsPerSecond=1"]);
        var viewer = await host.SignInAsync(ApiHost.NewTenant(), "viewer");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => viewer.GetAsync("/v1/runs")));

        answers.Select(answer => answer.Status).Distinct().Should().BeEquivalentTo([200, 429]);
    }

    [Fact]
    public async Task EventStreams_OpenedBeyondTheLimit_Are429UntilOneIsClosed()
    {
        await using var host = await ApiHost.StartAsync(server, [.. Quiet, "RateLimits:OpenStreams=1", "DataSources:AllowPrivateAddresses=true"]);
        var tenant = await Tenant.CreateAsync(host);
        var path = $"/v1/runs/{await tenant.AddRunAsync()}/events";
        using (var request = tenant.Viewer.CreateRequest(HttpMethod.Get, path))
        using (var response = await tenant.Viewer.SendAsync(request))
        {
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            (await tenant.Viewer.GetAsync(path)).ExpectProblem(429, "too_many_requests");
        }

        await Eventually.TrueAsync(
            async _ =>
            {
                using var request = tenant.Viewer.CreateRequest(HttpMethod.Get, path);
                using var response = await tenant.Viewer.SendAsync(request);
                return response.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(20),
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task EventStream_WhenTheAppStops_EndsWithoutAnEnd()
    {
        var host = await ApiHost.StartAsync(server, [.. Quiet, "DataSources:AllowPrivateAddresses=true"]);
        var tenant = await Tenant.CreateAsync(host);
        using var request = tenant.Viewer.CreateRequest(HttpMethod.Get, $"/v1/runs/{await tenant.AddRunAsync()}/events");
        using var response = await tenant.Viewer.SendAsync(request);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) != "id: 1")
        {
        }

        var stop = host.StopAsync();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        await stop.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        rest.Should().Contain("\"kind\":\"requested\"").And.NotContain("event: end");
        await host.DisposeAsync();
    }

    private static async Task<Guid> NewRunAsync(ApiHost host, Tenant tenant)
    {
        var source = (await tenant.Owner.PostAsync("/v1/data-sources", Tenant.DataSource(host: "db.example.com"))).Expect(201).Id;
        var report = (await tenant.Editor.PostAsync("/v1/reports", Tenant.Report(source))).Expect(201).Id;
        var run = (await tenant.Editor.PostAsync("/v1/runs", new { reportId = report })).Expect(202).Id;
        await new RunPlay(host, tenant.Owner.TenantId, run).PlayAsync("a\n"u8.ToArray());
        return run;
    }
}
