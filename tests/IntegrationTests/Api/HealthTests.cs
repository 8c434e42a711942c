using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Network;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>What the platform's probes are told.</summary>
public sealed class HealthTests(PostgresServer server)
{
    private static readonly string[] Quiet = ["environment=Development", "Logging:LogLevel:Default=None"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Started_BeforeTheMigrations_NamesTheFirstThatIsMissingAndPassesAfterThem()
    {
        var database = await server.CreateDatabaseAsync(cancellationToken: Cancelled);
        await using var host = await ApiHost.StartAsync(server, [.. Quiet, $"ConnectionStrings:Postgres={database}"]);

        var before = await ProbeAsync(host, "started");
        var live = await ProbeAsync(host, "live");
        await DatabaseMigrator.MigrateAsync(database, NullLogger.Instance, Cancelled);
        var after = await ProbeAsync(host, "started");

        before.Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy\nschema: The database lacks the migration 0001_roles.sql: run 'migrate'."));
        live.Should().Be((HttpStatusCode.OK, "Healthy"));
        after.Should().Be((HttpStatusCode.OK, "Healthy"));
    }

    [Fact]
    public async Task Started_WithTheAppsLogin_Passes()
    {
        await using var host = await ApiHost.StartAsync(server, Quiet);

        (await ProbeAsync(host, "started")).Should().Be((HttpStatusCode.OK, "Healthy"));
    }

    [Fact]
    public async Task Ready_SidecarThatTakesConnectionsAndSaysNothing_IsRefusedWithTheReasonUntilItAnswers()
    {
        await using var host = await ApiHost.StartAsync(server, Quiet);
        await using var way = new FaultProxy(host.Sidecar.App.HttpPort);
        await using var other = await ApiHost.StartAsync(server, [.. Quiet, $"DAPR_HTTP_PORT={way.Port}"]);
        way.Pause();

        var hung = await ProbeAsync(other, "ready");
        way.Resume();
        var answering = await Eventually.ResultAsync(
            _ => ProbeAsync(other, "ready"), answer => answer.Status == HttpStatusCode.OK, TimeSpan.FromSeconds(30), Cancelled);

        hung.Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy\nsidecar: The Dapr sidecar does not answer."));
        answering.Text.Should().Be("Healthy");
    }

    private static async Task<(HttpStatusCode Status, string Text)> ProbeAsync(ApiHost host, string probe)
    {
        using var response = await host.Http.GetAsync($"/health/{probe}", Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
