using System.Collections.Concurrent;
using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class DrainTests(PostgresServer server) : EndToEndTest(server)
{
    private const int Runs = 60;

    // The shutdown limit of the apps, and less than any termination grace in infra/modules/platform/apps.tf.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

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

        var exitCodes = await Task.WhenAll(
            worker.Process.TerminateAsync(Limit, Cancelled), scheduler.Process.TerminateAsync(Limit, Cancelled));

        exitCodes.Should().Equal(0, 0);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'requested'", Cancelled))
            .Should().BePositive("otherwise the work was done before the end came");
        await Task.WhenAll(worker.StartAsync(Cancelled), scheduler.StartAsync(Cancelled));
        await platform.UntilQuietAsync(Soon, Cancelled);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'succeeded'", Cancelled)).Should().Be(Runs);
        platform.Webhooks.Calls.Should().HaveCount(Runs, "no delivery had to be repeated");
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Terminate_InAQueryThatOutlastsTheDrain_AnotherWorkerTakesTheRunOver()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var platform = await CreatePlatformAsync(("Execution__DrainSeconds", "2"));
        var (_, _, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var (webhook, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);
        Guid id;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            id = await tenant.RunAsync(report, [email, webhook], Cancelled);
            await platform.Source.UntilAtGateAsync(1, Soon, Cancelled);

            (await worker.Process.TerminateAsync(Limit, Cancelled)).Should().Be(0);
            await platform.Source.UntilAtGateAsync(0, Soon, Cancelled);
            await platform.StartWorkerAsync(Cancelled);
            await platform.Source.UntilAtGateAsync(1, Soon, Cancelled);
        }

        await platform.UntilQuietAsync(Soon, Cancelled);
        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be("succeeded");
        platform.Webhooks.Calls.Should().ContainSingle();
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Terminate_ApiThatIsAskedForRuns_EndsInTimeAndKeepsWhatItHasAccepted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var platform = await CreatePlatformAsync(("RateLimits__RunsPerMinute", "100000"), ("RateLimits__RequestsPerSecond", "100000"));
        var (api, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n", Cancelled);
        var accepted = new ConcurrentBag<Guid>();
        var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskUntilRefusedAsync()));
        await Eventually.TrueAsync(() => accepted.Count >= 10, Soon, Cancelled, "requests are under way");

        (await api.Process.TerminateAsync(Limit, Cancelled)).Should().Be(0);
        await asking;

        await platform.UntilQuietAsync(Soon, Cancelled);
        (await platform.Ledger.ListAsync<Guid>("SELECT id FROM runs WHERE state = 'succeeded'", Cancelled)).Should().Contain(accepted);
        await platform.ShouldHoldAsync(Cancelled);

        async Task AskUntilRefusedAsync()
        {
            while (true)
            {
                try
                {
                    accepted.Add(await tenant.RunAsync(report, [], Cancelled));
                }
                catch (HttpRequestException)
                {
                    return;
                }
            }
        }
    }
}
