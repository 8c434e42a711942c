using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

/// <summary>What a schedule's rules make of its fires, through all apps.</summary>
public sealed class ScheduleRuleTests(PostgresServer server) : EndToEndTest(server)
{
    private const string Sql = "SELECT 1 AS n";

    private static readonly object NoTimes = new { entries = Array.Empty<object>(), timeZone = "UTC" };

    [Fact]
    public async Task Gates_ClosedAtTheFire_OpenByEventAndByQueryAndStartTheChain()
    {
        var platform = await CreatePlatformAsync();
        var tenant = (await Fleet.StartAsync(platform, Cancelled)).Tenant;
        var report = await tenant.CreateReportAsync(platform.Source, Sql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);

        var onEvent = await tenant.CreateScheduleAsync(report, Soonest(), new { gate = new { @event = "sales loaded" } }, [], Cancelled);
        var onQuery = await tenant.CreateScheduleAsync(report, Soonest(), new { gate = new { sql = "SELECT count(*) = 3 FROM sales", pollSeconds = 10 } }, [], Cancelled);
        var follower = await tenant.CreateScheduleAsync(report, NoTimes, new { afterScheduleId = onEvent }, [email], Cancelled);

        await UntilAsync(tenant, onEvent, "waiting");
        (await tenant.ListRunsAsync(follower, Cancelled)).Should().BeEmpty();
        await tenant.PostEventAsync("sales loaded", Cancelled);
        var cause = await UntilAsync(tenant, onEvent, "succeeded");
        await UntilAsync(tenant, onQuery, "succeeded");
        var chained = await UntilAsync(tenant, follower, "succeeded");

        chained.NominalFireAt.Should().Be(cause.NominalFireAt);
        platform.Mail.Read().Should().ContainSingle("the chained run is delivered");
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Backfill_OfPastDays_RunsEachOnceAsOfItsDayWhileWorkersCrash()
    {
        var platform = await CreatePlatformAsync();
        var (_, _, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var schedule = await tenant.CreateScheduleAsync(report, "0 7 * * *", [email], Cancelled);
        var to = new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero);

        Guid backfill;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            backfill = await tenant.BackfillAsync(schedule, to.AddDays(-4), to, concurrency: 2, Cancelled);
            await platform.Source.UntilAtGateAsync(2, Soon, Cancelled);
            (await tenant.ListBackfillRunsAsync(backfill, Cancelled)).Count(run => run.State == "waiting").Should().Be(2, "two at a time");
            await worker.Process.KillAsync();
        }

        await worker.StartAsync(Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);

        // 07:00 in Berlin, with the change to summer time on the 29th.
        (await tenant.ListBackfillRunsAsync(backfill, Cancelled)).OrderBy(run => run.NominalFireAt)
            .Select(run => (run.State, run.NominalFireAt))
            .Should().Equal(
                ("succeeded", new DateTimeOffset(2026, 3, 27, 6, 0, 0, TimeSpan.Zero)), ("succeeded", new DateTimeOffset(2026, 3, 28, 6, 0, 0, TimeSpan.Zero)),
                ("succeeded", new DateTimeOffset(2026, 3, 29, 5, 0, 0, TimeSpan.Zero)), ("succeeded", new DateTimeOffset(2026, 3, 30, 5, 0, 0, TimeSpan.Zero)));
        platform.Mail.Read().Should().BeEmpty("a backfill is delivered only when that is asked for");
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Failures_InARow_PauseTheScheduleAndTellWhereAlertsGo()
    {
        var platform = await CreatePlatformAsync();
        var tenant = (await Fleet.StartAsync(platform, Cancelled)).Tenant;
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT 1 / 0 AS n", Cancelled);
        var alerts = await tenant.CreateEmailAsync("oncall@example.com", Cancelled);

        var schedule = await tenant.CreateScheduleAsync(
            report, new { entries = new[] { new { cron = "* * * * * *" } }, timeZone = "UTC" },
            new { pauseAfterFailures = 2, alertDestinationIds = new[] { alerts } }, [], Cancelled);

        var message = await Eventually.ResultAsync(
            _ => Task.FromResult(platform.Mail.Read()), messages => messages.Count == 1, Soon, Cancelled, "the alert is told");
        message.Single().To.ToString().Should().Be("oncall@example.com");
        message.Single().TextBody.Should().Contain("2 runs in a row failed").And.Contain($"/schedules/{schedule}");
        (await platform.Ledger.ScalarAsync<string>("SELECT status FROM schedules WHERE id = $1", Cancelled, schedule)).Should().Be("paused");
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM timers WHERE next_fire_at IS NOT NULL", Cancelled)).Should().Be(0);
    }

    private static object Soonest() => new
    {
        entries = new[] { new { at = TimeProvider.System.GetUtcNow().AddSeconds(8).ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) } },
        timeZone = "UTC",
    };

    private static async Task<RunBody> UntilAsync(Tenant tenant, Guid schedule, string state) =>
        (await Eventually.ResultAsync(
            token => tenant.ListRunsAsync(schedule, token), runs => runs.Any(run => run.State == state), Soon, Cancelled, $"a run is {state}"))
        .First(run => run.State == state);
}
