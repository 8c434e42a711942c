using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Postgres.Firing;
using ReportScheduler.Postgres.Following;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

/// <summary>What follows for other runs from the ends of runs.</summary>
public sealed class FollowUpTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset First = new(2026, 1, 15, 7, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly ScheduleTiming EveryMinute = new() { Entries = [new ScheduleEntry { Cron = "* * * * *" }], TimeZone = "UTC" };

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Theory]
    [InlineData(OverlapPolicy.Allow, "requested requested requested")]
    [InlineData(OverlapPolicy.Skip, "requested skipped skipped")]
    [InlineData(OverlapPolicy.QueueOne, "requested waiting skipped")]
    [InlineData(OverlapPolicy.QueueAll, "requested waiting waiting")]
    [InlineData(OverlapPolicy.CancelRunning, "cancelled cancelled requested")]
    public async Task Overlap_ThreeFiresWhileTheFirstRunGoesOn_FollowsThePolicy(OverlapPolicy policy, string states)
    {
        await _ledger.AddScheduleAsync(EveryMinute, new ScheduleRules { Overlap = new OverlapRule { Policy = policy } }, First);

        for (var minute = 0; minute < 3; minute++)
            await ClaimAsync(First.AddMinutes(minute));

        (await StatesAsync()).Should().Be(states);
    }

    [Fact]
    public async Task QueueAll_MoreFiresThanTheQueueHolds_SkipsTheRestAndRunsTheQueueInOrder()
    {
        await _ledger.AddScheduleAsync(EveryMinute, new ScheduleRules { Overlap = new OverlapRule { Policy = OverlapPolicy.QueueAll, Max = 2 } }, First);
        var running = (await ClaimAsync(First)).Runs.Runs[0].RunId;
        for (var minute = 1; minute < 4; minute++)
            await ClaimAsync(First.AddMinutes(minute));
        (await StatesAsync()).Should().Be("requested waiting waiting skipped");

        await EndAsync(running, fails: false);
        var second = (await SettleAsync()).Runs.Runs.Should().ContainSingle().Subject.RunId;
        (await SettleAsync()).Runs.Runs.Should().BeEmpty("one goes on at a time");
        await EndAsync(second, fails: true);
        var third = (await SettleAsync()).Runs.Runs.Should().ContainSingle().Subject.RunId;

        RunId.NominalFireAt(second).Should().Be(First.AddMinutes(1));
        RunId.NominalFireAt(third).Should().Be(First.AddMinutes(2));
    }

    [Fact]
    public async Task QueueOne_RunningOneIsCancelledByAPerson_TheQueuedOneGoesOn()
    {
        await _ledger.AddScheduleAsync(EveryMinute, new ScheduleRules { Overlap = new OverlapRule { Policy = OverlapPolicy.QueueOne } }, First);
        var running = (await ClaimAsync(First)).Runs.Runs[0].RunId;
        await ClaimAsync(First.AddMinutes(1));

        await _ledger.Runs.CancelAsync(_ledger.Scope, running, _cancellation);
        var followUp = await SettleAsync();

        followUp.Runs.Runs.Should().ContainSingle(run => RunId.NominalFireAt(run.RunId) == First.AddMinutes(1));
        (await StatesAsync()).Should().Be("cancelled requested");
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM outbox")).Should().Be(2, "the released run is in the outbox, like the fired one");
    }

    [Fact]
    public async Task Chain_UpstreamSucceeds_StartsOneRunOfEachFollowerAtTheSameNominalTime()
    {
        var upstream = await _ledger.AddScheduleAsync(EveryMinute, ScheduleRules.Default, First);
        var follower = await _ledger.AddScheduleAsync(EveryMinute with { Entries = [] }, new ScheduleRules { AfterScheduleId = upstream }, null);
        var cause = (await ClaimAsync(First)).Runs.Runs[0].RunId;

        await EndAsync(cause, fails: false);
        var followUp = await SettleAsync();
        // A repeat that succeeds again is no second cause.
        var repeat = (await _ledger.Runs.RetryAsync(_ledger.Scope, cause, _cancellation))!.Id;
        await EndAsync(repeat, fails: false);
        await SettleAsync();

        var chained = followUp.Runs.Runs.Should().ContainSingle().Subject.RunId;
        (await _ledger.Runs.FindAsync(_ledger.Scope, chained, _cancellation)).Should().BeEquivalentTo(
            new { ScheduleId = follower, Trigger = RunTrigger.Chain, NominalFireAt = First });
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE trigger = 'chain'")).Should().Be(1);
        (await _ledger.ScalarAsync<Guid>("SELECT caused_by FROM runs WHERE trigger = 'chain'")).Should().Be(cause);
    }

    [Fact]
    public async Task Chain_UpstreamFails_StartsNothing()
    {
        var upstream = await _ledger.AddScheduleAsync(EveryMinute, ScheduleRules.Default, First);
        await _ledger.AddScheduleAsync(EveryMinute with { Entries = [] }, new ScheduleRules { AfterScheduleId = upstream }, null);

        await EndAsync((await ClaimAsync(First)).Runs.Runs[0].RunId, fails: true);

        (await SettleAsync()).Runs.Runs.Should().BeEmpty();
    }

    [Fact]
    public async Task PauseAfterFailures_AsManyFailuresInARow_PausesWithTheReasonAndRaisesAnAlertOnce()
    {
        var id = await _ledger.AddScheduleAsync(EveryMinute, new ScheduleRules { PauseAfterFailures = 2 }, First);

        await FireAndEndAsync(First, fails: true);
        await FireAndEndAsync(First.AddMinutes(1), fails: false);
        await FireAndEndAsync(First.AddMinutes(2), fails: true);
        (await _ledger.Schedules.FindAsync(_ledger.Scope, id, _cancellation))!.Status.Should().Be(ScheduleStatus.Active, "a success lies between");
        await FireAndEndAsync(First.AddMinutes(3), fails: true);

        var schedule = await _ledger.Schedules.FindAsync(_ledger.Scope, id, _cancellation);
        schedule.Should().BeEquivalentTo(new { Status = ScheduleStatus.Paused, PausedBy = "scheduler", NextFireAt = (DateTimeOffset?)null });
        schedule!.PauseNote.Should().Contain("2 runs in a row").And.Contain("The table is gone.");
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM alerts WHERE kind = 'schedulePaused'")).Should().Be(1);
        (await ClaimAsync(First.AddMinutes(10))).Claimed.Should().Be(0);

        // Resumed, it gets its failures anew.
        await _ledger.Schedules.ResumeAsync(_ledger.Scope, schedule, null, First.AddMinutes(20), First.AddMinutes(19), _cancellation);
        await FireAndEndAsync(First.AddMinutes(20), fails: true);
        (await _ledger.Schedules.FindAsync(_ledger.Scope, id, _cancellation))!.Status.Should().Be(ScheduleStatus.Active);
    }

    [Fact]
    public async Task Backfill_ManyRuns_GoesOnWithinItsConcurrencyAndBesideItsSchedule()
    {
        var schedule = await _ledger.AddScheduleAsync(EveryMinute, new ScheduleRules { Overlap = new OverlapRule { Policy = OverlapPolicy.Skip } }, First);
        await AddBackfillAsync(schedule, runs: 5, concurrency: 2);

        var released = (await SettleAsync()).Runs.Runs;
        released.Select(run => RunId.NominalFireAt(run.RunId)).Should().BeEquivalentTo([First.AddDays(-5), First.AddDays(-4)]);
        (await SettleAsync()).Runs.Runs.Should().BeEmpty();
        (await ClaimAsync(First)).Runs.Runs.Should().ContainSingle("a backfill is no overlap");
        await EndAsync(released[0].RunId, fails: false);
        (await SettleAsync()).Runs.Runs.Should().ContainSingle(run => RunId.NominalFireAt(run.RunId) == First.AddDays(-3));
    }

    [Fact]
    public async Task SettleAsync_ManySchedulersAtOnce_ReleaseEachRunOnce()
    {
        var schedule = await _ledger.AddScheduleAsync(EveryMinute, ScheduleRules.Default, null);
        await AddBackfillAsync(schedule, runs: 50, concurrency: 7);

        var released = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SettleAsync()));

        released.SelectMany(followUp => followUp.Runs.Runs).Should().HaveCount(7).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Deadline_RunNotDeliveredByThen_RaisesOneAlertThatComesAgainUntilSomebodyWasTold()
    {
        await _ledger.AddScheduleAsync(EveryMinute, new ScheduleRules { DeadlineMinutes = 30 }, First);
        var late = (await ClaimAsync(First)).Runs.Runs[0].RunId;
        var inTime = (await ClaimAsync(First.AddMinutes(1))).Runs.Runs[0].RunId;
        await _ledger.ScalarAsync<Guid>($"UPDATE runs SET state = 'succeeded', finished_at = '{First.AddMinutes(5):O}' WHERE id = '{inTime}' RETURNING id");

        (await _ledger.Deadlines.RaiseAsync(First.AddMinutes(29), _cancellation)).Should().Be(0);
        (await _ledger.Deadlines.RaiseAsync(First.AddMinutes(31), _cancellation)).Should().Be(1);
        (await _ledger.Deadlines.RaiseAsync(First.AddMinutes(32), _cancellation)).Should().Be(0);

        (await _ledger.ScalarAsync<Guid>("SELECT run_id FROM alerts WHERE kind = 'deadlineMissed'")).Should().Be(late);
        var events = await _ledger.Runs.ListEventsAsync(_ledger.Scope, late, 0, _cancellation);
        events.Select(e => (e.Sequence, e.Kind)).Should().Equal((1, RunEventKind.Requested), (2, RunEventKind.DeadlineMissed));
        (await _ledger.Alerts.TakeAsync(_cancellation)).Should().ContainSingle();
        (await _ledger.Alerts.TakeAsync(_cancellation)).Should().BeEmpty("somebody tells people about it now");
        await _ledger.ScalarAsync<Guid>("UPDATE alerts SET notify_after = now() RETURNING id");
        (await _ledger.Alerts.TakeAsync(_cancellation)).Should().ContainSingle("nobody was told");
    }

    private async Task FireAndEndAsync(DateTimeOffset now, bool fails)
    {
        await EndAsync((await ClaimAsync(now)).Runs.Runs.Single().RunId, fails);
        await SettleAsync();
    }

    private async Task EndAsync(Guid runId, bool fails)
    {
        var attempt = (await _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, runId, "test", Lease, _cancellation))!;
        var work = (await _ledger.Execution.BeginRenderAsync(attempt, "test", Lease, _cancellation))!;
        if (fails)
        {
            await _ledger.Execution.FailAsync(work.Fence, new RunError("query_failed", "The table is gone."), _cancellation);
            return;
        }

        await _ledger.Execution.CompleteRenderAsync(
            work.Fence, new RenderedFile("a.csv", "csv", "text/csv", null, $"{runId}", 1, 1, 1, "00"), Lease, _cancellation);
        foreach (var delivery in await _ledger.Execution.ListOpenDeliveriesAsync(attempt, _cancellation))
        {
            var sending = await _ledger.Deliveries.BeginAsync(attempt, delivery, "test", Lease, _cancellation);
            await _ledger.Deliveries.CompleteAsync(sending!.Fence, DeliveryState.Delivered, null, null, Lease, _cancellation);
        }

        (await _ledger.Execution.FinishAsync(attempt, _cancellation))!.State.Should().Be(RunState.Succeeded);
    }

    private async Task AddBackfillAsync(Guid schedule, int runs, int concurrency)
    {
        await using var backfill = _ledger.Owner.CreateCommand(
            "INSERT INTO backfills (tenant_id, id, schedule_id, from_time, to_time, concurrency, deliver, run_count, created_by, created_at) VALUES ($1, $2, $3, now(), now(), $4, false, $5, 'test', now())");
        var id = Guid.CreateVersion7();
        foreach (var value in new object[] { _ledger.Scope.TenantId, id, schedule, concurrency, runs })
            backfill.Parameters.Add(new() { Value = value });
        await backfill.ExecuteNonQueryAsync(_cancellation);
        for (var day = runs; day > 0; day--)
        {
            await using var run = _ledger.Owner.CreateCommand(
                """
                INSERT INTO runs (tenant_id, nominal_fire_at, id, report_id, schedule_id, trigger, state, waits_for, parameters, destination_ids,
                    requested_at, last_event, backfill_id)
                VALUES ($1, $2, $3, $4, $5, 'backfill', 'waiting', 'backfill', '{}', '{}', now(), 1, $6)
                """);
            var at = First.AddDays(-day);
            foreach (var value in new object[] { _ledger.Scope.TenantId, at, RunId.Create(at), _ledger.ReportId, schedule, id })
                run.Parameters.Add(new() { Value = value });
            await run.ExecuteNonQueryAsync(_cancellation);
        }
    }

    private Task<string> StatesAsync() => _ledger.ScalarAsync<string>("SELECT string_agg(state, ' ' ORDER BY nominal_fire_at) FROM runs");

    private Task<Claim> ClaimAsync(DateTimeOffset now) => _ledger.Due.ClaimAsync(now, 100, TimeSpan.FromHours(1), isSecond: false, _cancellation);

    private Task<FollowUp> SettleAsync() => _ledger.FollowUp.SettleAsync(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1), _cancellation);
}
