using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class SchedulerCrashTests(PostgresServer server) : EndToEndTest(server)
{
    [Fact]
    public async Task Kill_BetweenCommitAndPublish_RunIsPublishedByTheNextScheduler()
    {
        var platform = await CreatePlatformAsync();
        var (_, scheduler, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        scheduler.ToSidecar.Pause();

        await platform.Ledger.AddSchedulesAsync(tenant.Id, report, 3, TimeProvider.System.GetUtcNow(), [email], Cancelled);
        await Eventually.ResultAsync(
            token => platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'requested'", token),
            waiting => waiting == 3,
            Soon,
            Cancelled);
        await scheduler.Process.KillAsync();
        // What the killed process had begun to send must not arrive after all.
        scheduler.ToSidecar.Cut();
        scheduler.ToSidecar.Resume();
        (await platform.Ledger.ScalarAsync<long>(
            "SELECT count(*) FROM runs r JOIN outbox o ON o.requested_at = r.requested_at WHERE r.state = 'requested'", Cancelled))
            .Should().Be(3, "otherwise the kill came too late to show anything");
        await scheduler.StartAsync(Cancelled);

        await platform.UntilQuietAsync(Soon, Cancelled);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'succeeded'", Cancelled)).Should().Be(3);
        await platform.ShouldHoldAsync(Cancelled);
    }
}
