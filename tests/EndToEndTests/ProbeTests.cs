using System.Net;
using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

/// <summary>What the platform's probes are told when a sidecar goes and comes back by itself.</summary>
public sealed class ProbeTests(PostgresServer server) : EndToEndTest(server)
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Sidecar_StoppedAndStarted_AppsAreNotReadyMeanwhileAndLiveOn()
    {
        var platform = await CreatePlatformAsync();
        var (api, scheduler, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        AppInstance[] apps = [api, scheduler, worker];
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT id FROM sales", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);

        foreach (var app in apps)
            await platform.Sidecars.RemoveAsync(app.Sidecar);

        foreach (var app in apps)
        {
            (await ProbeAsync(app, "ready")).Should().Be(
                (HttpStatusCode.ServiceUnavailable, "Unhealthy\nsidecar: The Dapr sidecar does not answer."), app.Sidecar.AppId);
            (await ProbeAsync(app, "live")).Should().Be((HttpStatusCode.OK, "Healthy"), app.Sidecar.AppId);
            (await ProbeAsync(app, "started")).Should().Be((HttpStatusCode.OK, "Healthy"), app.Sidecar.AppId);
        }

        foreach (var app in apps)
            await platform.Sidecars.ReturnAsync(app.Sidecar, Cancelled);
        foreach (var app in apps)
            await Eventually.ResultAsync(_ => ProbeAsync(app, "ready"), answer => answer.Status == HttpStatusCode.OK, Soon, Cancelled);

        // The same processes work on.
        var run = await tenant.RunAsync(report, [email], Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);
        (await tenant.GetRunAsync(run, Cancelled)).State.Should().Be("succeeded");
        await platform.ShouldHoldAsync(Cancelled);
    }

    private static async Task<(HttpStatusCode Status, string Text)> ProbeAsync(AppInstance app, string probe)
    {
        using var response = await Http.GetAsync($"{app.Url}/health/{probe}", Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
