using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

/// <summary>Runs that wait for their data.</summary>
public sealed class GateTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset First = new(2026, 1, 15, 7, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly GateRule OnEvent = new() { Event = "sales loaded", TimeoutMinutes = 60 };
    private static readonly GateRule OnQuery = new() { Sql = "SELECT true", TimeoutMinutes = 60, PollSeconds = 300 };

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Event_PostedAfterTheFire_OpensTheGateOfOneRun()
    {
        await FireTwiceAsync(OnEvent);
        (await OpenAsync(First.AddMinutes(2))).Should().BeEmpty();
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM outbox")).Should().Be(0, "there is nothing to publish");

        await PostAsync(First.AddMinutes(3));
        var first = await OpenAsync(First.AddMinutes(3));
        var again = await OpenAsync(First.AddMinutes(4));
        await PostAsync(First.AddMinutes(5));
        var second = await OpenAsync(First.AddMinutes(5));

        first.Should().ContainSingle(run => RunId.NominalFireAt(run.RunId) == First);
        again.Should().BeEmpty("an event opens one gate of a schedule");
        second.Should().ContainSingle(run => RunId.NominalFireAt(run.RunId) == First.AddMinutes(1));
    }

    [Theory]
    [InlineData(-59, true)]
    [InlineData(-61, false)]
    public async Task Event_PostedBeforeTheFire_CountsAsLongAsTheGateWaits(int minutes, bool opens)
    {
        await PostAsync(First.AddMinutes(minutes));
        await FireAsync(OnEvent, First);

        (await OpenAsync(First.AddSeconds(1))).Should().HaveCount(opens ? 1 : 0);
    }

    [Fact]
    public async Task Event_OfAnotherNameOrTenant_OpensNothing()
    {
        await FireAsync(OnEvent, First);
        await PostAsync(First.AddMinutes(1), name: "something else");
        var other = (await new ReportScheduler.Postgres.Tenants.TenantStore(_ledger.Tenants, _ledger.TenantLogin).EnsureAsync("globex", _cancellation)).Id;
        await PostAsync(First.AddMinutes(1), tenant: other);

        (await OpenAsync(First.AddMinutes(2))).Should().BeEmpty();
    }

    [Fact]
    public async Task Query_TakenToBeAsked_IsLeftToTheAskerAndAskedAgainAfterItsInterval()
    {
        var run = await FireAsync(OnQuery, First);
        var now = TimeProvider.System.GetUtcNow();

        (await _ledger.Gates.TakeDueAsync(now, _cancellation)).Should().Equal(run);
        (await _ledger.Gates.TakeDueAsync(now, _cancellation)).Should().BeEmpty("one asks at a time");
        (await _ledger.Gates.TakeDueAsync(now.AddMinutes(2), _cancellation)).Should().Equal([run], "the one that asked may be lost");
        await _ledger.Gates.PostponeAsync(run, _cancellation);
        (await _ledger.Gates.TakeDueAsync(now.AddMinutes(4), _cancellation)).Should().BeEmpty();
        (await _ledger.Gates.TakeDueAsync(now.AddMinutes(6), _cancellation)).Should().Equal(run);

        (await _ledger.Gates.OpenAsync(run, now, Hour, _cancellation)).Runs.Should().Equal(run);
        (await _ledger.Gates.OpenAsync(run, now, Hour, _cancellation)).Runs.Should().BeEmpty("it has gone");
        (await StateAsync(run)).Should().Be(RunState.Requested);
    }

    [Fact]
    public async Task Gate_ClosedUntilItsTimeIsUp_SkipsTheRunWithTheReason()
    {
        var run = await FireAsync(OnQuery, First);

        (await _ledger.Gates.ExpireAsync(First.AddMinutes(59), _cancellation)).Should().Be(0);
        (await _ledger.Gates.ExpireAsync(First.AddMinutes(60), _cancellation)).Should().Be(1);

        (await _ledger.Runs.FindAsync(_ledger.Scope, run.RunId, _cancellation)).Should().BeEquivalentTo(
            new { State = RunState.Skipped, SkipReason = SkipReasons.DataNotReady });
        (await _ledger.Gates.OpenAsync(run, First.AddMinutes(61), Hour, _cancellation)).Runs.Should().BeEmpty();
        var events = await _ledger.Runs.ListEventsAsync(_ledger.Scope, run.RunId, 0, _cancellation);
        events.Select(e => (e.Sequence, e.Kind)).Should().Equal((1, RunEventKind.Waiting), (2, RunEventKind.Finished));
    }

    [Fact]
    public async Task Gate_OfAQueuedFire_IsAskedWhenItsTurnComes()
    {
        await _ledger.AddScheduleAsync(
            new ScheduleTiming { Entries = [new ScheduleEntry { Cron = "* * * * *" }], TimeZone = "UTC" },
            new ScheduleRules { Gate = OnEvent, Overlap = new OverlapRule { Policy = OverlapPolicy.QueueOne } },
            First);
        await ClaimAsync(First);
        await ClaimAsync(First.AddMinutes(1));
        await PostAsync(First.AddMinutes(2));
        var running = (await OpenAsync(First.AddMinutes(2))).Single();
        (await _ledger.ScalarAsync<string>("SELECT waits_for FROM runs WHERE state = 'waiting'")).Should().Be("overlap");

        await _ledger.Runs.CancelAsync(_ledger.Scope, running.RunId, _cancellation);
        (await _ledger.FollowUp.SettleAsync(First.AddMinutes(3), Hour, _cancellation)).Runs.Runs.Should().BeEmpty();

        (await _ledger.ScalarAsync<string>("SELECT waits_for FROM runs WHERE state = 'waiting'")).Should().Be("data");
        await PostAsync(First.AddMinutes(4));
        (await OpenAsync(First.AddMinutes(4))).Should().ContainSingle();
    }

    [Fact]
    public async Task GateStore_RunThatWaitsForAQuery_TellsTheQuestionAndNothingAfterwards()
    {
        var run = await FireAsync(OnQuery, First);
        var gates = new GateStore(_ledger.Tenants);

        (await gates.FindAsync(run.TenantId, run.RunId, _cancellation))!.Sql.Should().Be("SELECT true");
        await _ledger.Gates.OpenAsync(run, First, Hour, _cancellation);
        (await gates.FindAsync(run.TenantId, run.RunId, _cancellation)).Should().BeNull();
    }

    private async Task FireTwiceAsync(GateRule gate)
    {
        await FireAsync(gate, First);
        await ClaimAsync(First.AddMinutes(1));
    }

    private async Task<RunKey> FireAsync(GateRule gate, DateTimeOffset at)
    {
        await _ledger.AddScheduleAsync(
            new ScheduleTiming { Entries = [new ScheduleEntry { Cron = "* * * * *" }], TimeZone = "UTC" }, new ScheduleRules { Gate = gate }, at);
        await ClaimAsync(at);
        return new RunKey(_ledger.Scope.TenantId, await _ledger.ScalarAsync<Guid>("SELECT id FROM runs WHERE state = 'waiting'"));
    }

    private async Task ClaimAsync(DateTimeOffset now) =>
        (await _ledger.Due.ClaimAsync(now, 100, Hour, isSecond: false, _cancellation)).Runs.Runs.Should().BeEmpty("the fire waits for its data");

    private async Task<IReadOnlyList<RunKey>> OpenAsync(DateTimeOffset now) =>
        (await _ledger.Gates.OpenByEventsAsync(now, Hour, _cancellation)).Runs;

    private async Task PostAsync(DateTimeOffset at, string name = "sales loaded", Guid? tenant = null)
    {
        await using var insert = _ledger.Owner.CreateCommand("INSERT INTO data_events VALUES ($1, $2, $3, $4, 'test')");
        foreach (var value in new object[] { tenant ?? _ledger.Scope.TenantId, Guid.CreateVersion7(), name, at })
            insert.Parameters.Add(new() { Value = value });
        await insert.ExecuteNonQueryAsync(_cancellation);
    }

    private async Task<RunState> StateAsync(RunKey run) => (await _ledger.Runs.FindAsync(_ledger.Scope, run.RunId, _cancellation))!.State;
}
