using Npgsql;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Firing;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

public sealed class FiringTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 7, 0, 30, TimeSpan.Zero);

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task ClaimAsync_ScheduleDue_WritesOneRunAndAdvances()
    {
        var schedule = await _ledger.AddScheduleAsync("* * * * *", Now.AddSeconds(-30));

        var claim = await ClaimAsync(Now);
        var again = await ClaimAsync(Now);

        claim.Runs.Runs.Should().ContainSingle();
        claim.LateBy.Should().Be(TimeSpan.FromSeconds(30));
        claim.DueTimes.Should().Equal(Now.AddSeconds(-30));
        again.Claimed.Should().Be(0);
        var run = await _ledger.Runs.FindAsync(_ledger.Scope, claim.Runs.Runs[0].RunId, _cancellation);
        run.Should().BeEquivalentTo(new { ScheduleId = schedule, NominalFireAt = Now.AddSeconds(-30), State = Domain.Runs.RunState.Requested });
        (await _ledger.Schedules.FindAsync(_ledger.Scope, schedule, _cancellation))!.NextFireAt.Should().Be(Now.AddSeconds(30));
    }

    [Fact]
    public async Task ClaimAsync_SeveralFiresMissed_RunsTheLatestAndRecordsTheOthers()
    {
        await _ledger.AddScheduleAsync("0 * * * *", Now.AddHours(-3).AddSeconds(-30));

        var claim = await ClaimAsync(Now);

        claim.Runs.Runs.Should().ContainSingle();
        claim.DueTimes.Should().Equal([Now.AddSeconds(-30)], "what is skipped was not late");
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'skipped' AND skip_reason = 'missed'")).Should().Be(3);
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'requested'")).Should().Be(1);
    }

    [Fact]
    public async Task ClaimAsync_SetBackToAFireThatHasItsRun_DoesNotRunItAgain()
    {
        var schedule = await _ledger.AddScheduleAsync("0 * * * *", Now.AddSeconds(-30));
        await ClaimAsync(Now);
        await _ledger.ScalarAsync<Guid>($"UPDATE timers SET next_fire_at = '{Now.AddSeconds(-30):O}' WHERE schedule_id = '{schedule}' RETURNING schedule_id");

        await ClaimAsync(Now);

        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM runs")).Should().Be(1);
    }

    [Fact]
    public async Task ClaimAsync_ScheduleThatCannotBeRead_IsPausedWithTheReasonAndOthersFire()
    {
        var broken = await _ledger.AddScheduleAsync("never", Now.AddSeconds(-31));
        await _ledger.AddScheduleAsync("* * * * *", Now.AddSeconds(-30));

        var claim = await ClaimAsync(Now);

        claim.Runs.Runs.Should().ContainSingle();
        var schedule = await _ledger.Schedules.FindAsync(_ledger.Scope, broken, _cancellation);
        schedule.Should().BeEquivalentTo(new { Status = ScheduleStatus.Paused, NextFireAt = (DateTimeOffset?)null });
        schedule!.PauseNote.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task ClaimAsync_FourSchedulersOverAThousandSchedules_FireEachOnce()
    {
        await _ledger.AddSchedulesAsync(1000, "0 * * * *", Now.AddSeconds(-30));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(DrainAsync, _cancellation)));

        claimed.SelectMany(runs => runs).Should().HaveCount(1000);
        (await _ledger.ScalarAsync<long>("SELECT count(DISTINCT schedule_id) FROM runs")).Should().Be(1000);
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM runs")).Should().Be(1000);
    }

    [Fact]
    public async Task ClaimAsync_SecondClaimWhileAnotherIsAtWork_LeavesWhatIsDueToTheFirstOnes()
    {
        await _ledger.AddScheduleAsync("* * * * *", Now.AddSeconds(-30));
        await using (var elsewhere = await _ledger.Owner.OpenConnectionAsync(_cancellation))
        {
            await using var transaction = await elsewhere.BeginTransactionAsync(_cancellation);
            await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('second_claim'))", elsewhere, transaction);
            await hold.ExecuteNonQueryAsync(_cancellation);

            (await ClaimAsync(Now, isSecond: true)).Claimed.Should().Be(0);
        }

        (await ClaimAsync(Now, isSecond: true)).Claimed.Should().Be(1);
    }

    [Fact]
    public async Task ListOverdueAsync_RunsNobodyPublishes_AreListedUntilTheirEntryIsDeleted()
    {
        await _ledger.AddScheduleAsync("* * * * *", Now.AddSeconds(-30));
        var claim = await _ledger.Due.ClaimAsync(Now, 10, publishWithin: TimeSpan.Zero, isSecond: false, _cancellation);

        var overdue = await _ledger.Outbox.ListOverdueAsync(_cancellation);
        await _ledger.Outbox.DeleteAsync(claim.Runs.OutboxId!.Value, _cancellation);

        overdue.Should().ContainSingle().Which.Should().BeEquivalentTo(claim.Runs);
        (await _ledger.Outbox.ListOverdueAsync(_cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task ListOverdueAsync_RunsTheirClaimerStillPublishes_AreLeftToIt()
    {
        await _ledger.AddScheduleAsync("* * * * *", Now.AddSeconds(-30));
        await ClaimAsync(Now);

        (await _ledger.Outbox.ListOverdueAsync(_cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task ListWaitingAsync_RunWithoutAWorker_IsListedAgainOnlyWhenItHasWaitedTooLong()
    {
        await _ledger.AddScheduleAsync("* * * * *", Now.AddSeconds(-30));
        var claim = await ClaimAsync(Now);
        var hour = TimeSpan.FromHours(1);

        (await _ledger.Outbox.ListWaitingAsync(hour, 10, _cancellation)).Should().Equal(claim.Runs.Runs);
        await _ledger.Outbox.MarkPublishedAgainAsync(claim.Runs.Runs, _cancellation);
        (await _ledger.Outbox.ListWaitingAsync(hour, 10, _cancellation)).Should().BeEmpty();
        (await _ledger.Outbox.ListWaitingAsync(TimeSpan.Zero, 10, _cancellation)).Should().Equal(claim.Runs.Runs);
    }

    [Fact]
    public async Task CountWaitingAsync_RunsNobodyHasTaken_CountsUpToTheLimit()
    {
        await _ledger.AddSchedulesAsync(3, "0 * * * *", Now.AddSeconds(-30));
        (await _ledger.Outbox.CountWaitingAsync(10, _cancellation)).Should().Be(0);

        await ClaimAsync(Now);

        (await _ledger.Outbox.CountWaitingAsync(10, _cancellation)).Should().Be(3);
        (await _ledger.Outbox.CountWaitingAsync(2, _cancellation)).Should().Be(2);
    }

    private async Task<List<Guid>> DrainAsync()
    {
        var runs = new List<Guid>();
        while (await _ledger.ScalarAsync<long>($"SELECT count(*) FROM timers WHERE next_fire_at <= '{Now:O}'") > 0)
            runs.AddRange((await ClaimAsync(Now, batchSize: 50)).Runs.Runs.Select(run => run.RunId));
        return runs;
    }

    private Task<Claim> ClaimAsync(DateTimeOffset now, int batchSize = 1000, bool isSecond = false) =>
        _ledger.Due.ClaimAsync(now, batchSize, publishWithin: TimeSpan.FromHours(1), isSecond, _cancellation);
}
