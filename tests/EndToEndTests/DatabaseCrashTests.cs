using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class DatabaseCrashTests(PostgresServer server) : EndToEndTest(server)
{
    // A server of its own: other tests must not feel the crash.
    private readonly PostgresServer _ownServer = new();

    /// <summary>Ends the platform, and then the server it needs for that.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _ownServer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task RestartImmediate_RunsInFlight_NoFireAndNoDeliveryIsLostOrDoubled()
    {
        Assert.SkipUnless(await _ownServer.CanRestartAsync(), "The PostgreSQL server is not ours to crash.");
        var platform = await CreatePlatformAsync(_ownServer, []);
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n, pg_sleep(0.2)::text AS nap", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var (webhook, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);
        var schedule = await tenant.CreateScheduleAsync(report, "* * * * * *", [email, webhook], Cancelled);
        await Eventually.TrueAsync(() => platform.Webhooks.Calls.Count >= 2, Soon, Cancelled, "runs are in flight");

        await _ownServer.RestartImmediateAsync(Cancelled);

        platform.ForgetConnections();
        var seen = platform.Webhooks.Calls.Count;
        await Eventually.TrueAsync(() => platform.Webhooks.Calls.Count >= seen + 2, Soon, Cancelled, "it goes on by itself");
        await tenant.PauseScheduleAsync(schedule, Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);

        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state NOT IN ('succeeded', 'skipped')", Cancelled)).Should().Be(0);
        var missing = await platform.Ledger.ListAsync<DateTime>(
            """
            SELECT fire FROM generate_series(
                (SELECT min(nominal_fire_at) FROM runs), (SELECT max(nominal_fire_at) FROM runs), interval '1 second') AS fire
            WHERE fire NOT IN (SELECT nominal_fire_at FROM runs)
            """,
            Cancelled);
        missing.Should().BeEmpty("each second has a run, or a skip that says why");
        await platform.ShouldHoldAsync(Cancelled);
    }
}
