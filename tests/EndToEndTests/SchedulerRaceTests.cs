using ReportScheduler.Domain.Runs;
using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class SchedulerRaceTests(PostgresServer server) : EndToEndTest(server)
{
    private const int Schedules = 1000;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Fire_ManySchedulersAndOneInstant_EachScheduleHasOneRun(int schedulers)
    {
        // Small batches make the Schedulers meet.
        var platform = await CreatePlatformAsync(("Scheduler__BatchSize", "20"), ("Reconciler__IntervalSeconds", "60"));
        var apps = await Task.WhenAll(Enumerable.Range(0, schedulers).Select(_ => platform.StartSchedulerAsync(Cancelled)));
        var (tenant, report) = await platform.Ledger.AddReportAsync(Cancelled);
        var fireAt = RunId.Truncate(TimeProvider.System.GetUtcNow().AddSeconds(3));

        await platform.Ledger.AddSchedulesAsync(tenant, report, Schedules, fireAt, [], Cancelled);

        await Eventually.ResultAsync(
            token => platform.Ledger.ScalarAsync<long>(
                "SELECT count(*) FROM runs WHERE NOT EXISTS (SELECT FROM outbox)", token),
            published => published == Schedules,
            Soon,
            Cancelled);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs", Cancelled)).Should().Be(Schedules);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(DISTINCT schedule_id) FROM runs WHERE nominal_fire_at = $1", Cancelled, fireAt))
            .Should().Be(Schedules);
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM timers WHERE next_fire_at <= $1", Cancelled, fireAt)).Should().Be(0);
        // The unique index would refuse a second run; a claim that relied on it would show here.
        string.Concat(apps.Select(app => app.Tail(1000))).Should().NotContain("Firing failed");
    }
}
