using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class SidecarLossTests(PostgresServer server) : EndToEndTest(server)
{
    private const int Slots = 2;

    [Fact]
    public async Task RestartWithoutMemory_RunsInEveryState_AllEndOnce()
    {
        var platform = await CreatePlatformAsync(("Execution__Slots", $"{Slots}"));
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var gated = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var quick = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var (webhook, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);
        platform.Webhooks.Hold("ready");

        var delivering = await tenant.RunAsync(quick, [webhook], Cancelled);
        await Eventually.TrueAsync(() => platform.Webhooks.Calls.Count == 1, Soon, Cancelled, "a run is being delivered");
        List<Guid> runs = [delivering];
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            for (var run = 0; run < Slots + 3; run++)
                runs.Add(await tenant.RunAsync(gated, [email], Cancelled));
            await platform.Source.UntilAtGateAsync(Slots, Soon, Cancelled);
            await Eventually.ResultAsync(
                token => platform.Ledger.ScalarAsync<long>(
                    "SELECT count(*) FROM runs WHERE state = 'requested' AND NOT EXISTS (SELECT FROM outbox)", token),
                waiting => waiting == 3,
                Soon,
                Cancelled,
                "some runs wait as messages only");

            await platform.Sidecars.RestartWithoutMemoryAsync(Cancelled);
        }

        platform.Webhooks.Release("ready");
        await platform.UntilQuietAsync(Soon, Cancelled);
        foreach (var run in runs)
            (await tenant.GetRunAsync(run, Cancelled)).State.Should().Be("succeeded");
        await platform.ShouldHoldAsync(Cancelled);
    }
}
