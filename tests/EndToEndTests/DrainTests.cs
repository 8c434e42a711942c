using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class DrainTests(PostgresServer server) : EndToEndTest(server)
{
    private const int Runs = 60;

    [Fact]
    public async Task Terminate_UnderLoad_WorkerAndSchedulerEndInTimeAndNothingIsLost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var platform = await CreatePlatformAsync();
        var (_, scheduler, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n, pg_sleep(0.1)::text AS nap", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var (webhook, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);
        await platform.Ledger.AddSchedulesAsync(tenant.Id, report, Runs, TimeProvider.System.GetUtcNow(), [email, webhook], Cancelled);
        await Eventually.TrueAsync(() => platform.Webhooks.Calls.Count >= 5, Soon, Cancelled, "the load is under way");

        // The drain limit of the Worker (10 s here) and a margin for a busy machine.
        var limit = TimeSpan.FromSeconds(25);
        var exitCodes = await Task.WhenAll(
            worker.Process.TerminateAsync(limit, Cancelled), scheduler.Process.TerminateAsync(limit, Cancelled));

        exitCodes.Should().Equal(0, 0);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'requested'", Cancelled))
            .Should().BePositive("otherwise the work was done before the end came");
        await Task.WhenAll(worker.StartAsync(Cancelled), scheduler.StartAsync(Cancelled));
        await platform.UntilQuietAsync(Soon, Cancelled);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'succeeded'", Cancelled)).Should().Be(Runs);
        platform.Webhooks.Calls.Should().HaveCount(Runs, "no delivery had to be repeated");
        await platform.ShouldHoldAsync(Cancelled);
    }
}
