using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Schedules;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

/// <summary>Schedules that change, or whose clock does, while they are due.</summary>
public sealed class ScheduleChangeTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 7, 0, 30, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Now.AddSeconds(-30);

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Update_TimingWhileAFireIsDue_NeverFiresThePastAndRecordsTheFire()
    {
        var current = await AddAsync("0 7 * * *");

        // 06:00 lies in the past: a new expression must not fire it now.
        var updated = await _ledger.Schedules.UpdateAsync(_ledger.Scope, current, Write("0 6 * * *", Now.Date.AddDays(1).AddHours(6)), Now, _cancellation);
        await ClaimAsync(Now);

        updated!.NextFireAt.Should().Be(new DateTimeOffset(2026, 1, 16, 6, 0, 0, TimeSpan.Zero));
        (await LedgerAsync()).Should().Equal("2026-01-15 07:00 skipped edited");
    }

    [Fact]
    public async Task Update_OfTheNameWhileAFireIsDue_LetsItFire()
    {
        var current = await AddAsync("0 7 * * *");

        var updated = await _ledger.Schedules.UpdateAsync(_ledger.Scope, current, Write("0 7 * * *", Due.AddDays(1)) with { Name = "Other" }, Now, _cancellation);
        await ClaimAsync(Now);

        updated!.NextFireAt.Should().Be(Due);
        (await LedgerAsync()).Should().Equal("2026-01-15 07:00 requested ");
    }

    [Fact]
    public async Task Pause_WhileAFireIsDue_RecordsTheFireAndWhoPaused()
    {
        var current = await AddAsync("0 7 * * *");

        var paused = await _ledger.Schedules.PauseAsync(_ledger.Scope with { Actor = "anna" }, current, "holidays", Now, _cancellation);
        await ClaimAsync(Now);

        paused.Should().BeEquivalentTo(new { Status = ScheduleStatus.Paused, PausedBy = "anna", PauseNote = "holidays", PausedAt = Now });
        (await LedgerAsync()).Should().Equal("2026-01-15 07:00 skipped paused");
        var resumed = await _ledger.Schedules.ResumeAsync(_ledger.Scope, paused!, null, Due.AddDays(1), Now, _cancellation);
        resumed.Should().BeEquivalentTo(new { PausedBy = (string?)null, PausedAt = (DateTimeOffset?)null, NextFireAt = Due.AddDays(1) });
    }

    [Fact]
    public async Task Delete_WhileAFireIsDue_FiresNothing()
    {
        var current = await AddAsync("0 7 * * *");

        (await _ledger.Schedules.DeleteAsync(_ledger.Scope, current, Now, _cancellation)).Should().Be(Deletion.Deleted);
        await ClaimAsync(Now);

        (await LedgerAsync()).Should().Equal("2026-01-15 07:00 skipped edited");
    }

    [Fact]
    public async Task Changes_RacingWithClaims_LeaveOneRowOfTheLedgerForEachDueFire()
    {
        const int Schedules = 60;
        for (var i = 0; i < Schedules; i++) await AddAsync("0 7 * * *");
        var all = (await _ledger.Schedules.ListAsync(_ledger.Scope, null, PageRequest.TryParse(Schedules, null)!, _cancellation)).Items;

        var changes = all.Select((schedule, i) => Task.Run(
            async () => await ((i % 3) switch
            {
                0 => (Task)_ledger.Schedules.PauseAsync(_ledger.Scope, schedule, null, Now, _cancellation),
                1 => _ledger.Schedules.UpdateAsync(_ledger.Scope, schedule, Write("0 9 * * *", Due.AddHours(2)) with { Name = $"N{i}" }, Now, _cancellation),
                _ => _ledger.Schedules.DeleteAsync(_ledger.Scope, schedule, Now, _cancellation),
            }),
            _cancellation));
        var claims = Enumerable.Range(0, 2).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 30; i++) await _ledger.Due.ClaimAsync(Now, 3, TimeSpan.FromHours(1), isSecond: false, _cancellation);
            },
            _cancellation));
        await Task.WhenAll([.. changes, .. claims]);

        (await LedgerAsync()).Should().HaveCount(Schedules).And.OnlyContain(row =>
            row == "2026-01-15 07:00 requested " || row == "2026-01-15 07:00 skipped edited" || row == "2026-01-15 07:00 skipped paused");
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM timers t JOIN schedules s ON s.id = t.schedule_id WHERE t.next_fire_at IS NOT NULL AND (s.status = 'paused' OR s.deleted_at IS NOT NULL)"))
            .Should().Be(0);
        (await _ledger.ScalarAsync<long>($"SELECT count(*) FROM timers WHERE next_fire_at <= '{Now:O}'")).Should().Be(0);
    }

    [Theory]
    [InlineData(CatchUpPolicy.FireOnce, 3, "03:00 skipped missed|04:00 skipped missed|05:00 skipped missed|06:00 skipped missed|07:00 requested ")]
    [InlineData(CatchUpPolicy.FireAll, 3, "03:00 skipped missed|04:00 skipped missed|05:00 requested |06:00 requested |07:00 requested ")]
    [InlineData(CatchUpPolicy.Skip, 3, "03:00 skipped missed|04:00 skipped missed|05:00 skipped missed|06:00 skipped missed|07:00 requested ")]
    public async Task Claim_AfterHoursOfStandstill_FollowsTheCatchUpRule(CatchUpPolicy policy, int max, string expected)
    {
        await _ledger.AddScheduleAsync(Hourly("0 * * * *"), new ScheduleRules { CatchUp = new CatchUpRule { Policy = policy, Max = max } }, Due.AddHours(-4));

        await ClaimAsync(Now);

        string.Join('|', (await LedgerAsync()).Select(row => row["2026-01-15 ".Length..])).Should().Be(expected);
    }

    [Fact]
    public async Task Claim_ClockGoesForwardAndBack_FiresEachInstantOnce()
    {
        await AddAsync("0 * * * *");

        await ClaimAsync(Now);
        await ClaimAsync(Now.AddHours(3));
        await ClaimAsync(Now.AddHours(-2));
        await ClaimAsync(Now.AddHours(1));
        await ClaimAsync(Now.AddHours(4));

        (await LedgerAsync()).Should().Equal(
            "2026-01-15 07:00 requested ", "2026-01-15 08:00 skipped missed", "2026-01-15 09:00 skipped missed", "2026-01-15 10:00 requested ",
            "2026-01-15 11:00 requested ");
    }

    [Fact]
    public async Task Claim_WithJitter_IsDueLaterAndKeepsTheNominalTime()
    {
        var timing = Hourly("0 7 * * *") with { JitterSeconds = 600 };
        var id = await _ledger.AddScheduleAsync(timing, ScheduleRules.Default, null);
        var due = Due + Jitter.Of(id, 600);
        await _ledger.ScalarAsync<Guid>($"UPDATE timers SET next_fire_at = '{due:O}' RETURNING schedule_id");

        await ClaimAsync(Now.AddMinutes(10));

        (await LedgerAsync()).Should().Equal("2026-01-15 07:00 requested ");
        (await _ledger.Schedules.FindAsync(_ledger.Scope, id, _cancellation))!.NextFireAt.Should().Be(due.AddDays(1));
    }

    [Fact]
    public async Task Claim_LastOfItsCount_EndsTheSchedule()
    {
        var id = await _ledger.AddScheduleAsync(Hourly("* * * * *"), new ScheduleRules { MaxFires = 2 }, Due);

        await ClaimAsync(Now);
        await ClaimAsync(Now.AddMinutes(1));
        await ClaimAsync(Now.AddMinutes(2));

        (await LedgerAsync()).Should().HaveCount(2);
        (await _ledger.Schedules.FindAsync(_ledger.Scope, id, _cancellation)).Should().BeEquivalentTo(
            new { NextFireAt = (DateTimeOffset?)null, RemainingFires = 0 });
    }

    private static ScheduleTiming Hourly(string cron) => new() { Entries = [new ScheduleEntry { Cron = cron }], TimeZone = "UTC" };

    private ScheduleWrite Write(string cron, DateTimeOffset next) => new(
        $"S {Guid.CreateVersion7()}", _ledger.ReportId, Hourly(cron), ScheduleRules.Default, LedgerDatabase.NoParameters, [], next);

    private async Task<Schedule> AddAsync(string cron) =>
        (await _ledger.Schedules.FindAsync(_ledger.Scope, await _ledger.AddScheduleAsync(cron, Due), _cancellation))!;

    private async Task ClaimAsync(DateTimeOffset now) => await _ledger.Due.ClaimAsync(now, 1000, TimeSpan.FromHours(1), isSecond: false, _cancellation);

    private async Task<List<string>> LedgerAsync()
    {
        var rows = new List<string>();
        await using var command = _ledger.Owner.CreateCommand(
            "SELECT to_char(nominal_fire_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI ') || state || ' ' || coalesce(skip_reason, '') FROM runs ORDER BY nominal_fire_at, id");
        await using var reader = await command.ExecuteReaderAsync(_cancellation);
        while (await reader.ReadAsync(_cancellation)) rows.Add(reader.GetString(0));
        return rows;
    }
}
