using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

/// <summary>Which ended runs may have files in the store that no artifact names.</summary>
public sealed class LeftoverTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(-1);
    private static readonly RenderedFile File = new("r.csv", "csv", "text/csv", null, "tenants/t/runs/r/2/report.csv", 100, 50, 7, "abc");

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    private LeftoverStore Leftovers => new(_ledger.Tenants);

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task TakeAsync_RunsThatEndedWithoutAResult_GivesThoseThatWereTaken()
    {
        var (waiting, cancelled, failed) = (await _ledger.AddRunAsync(), await _ledger.AddRunAsync(), await _ledger.AddRunAsync());
        await _ledger.Runs.CancelAsync(_ledger.Scope, waiting, _cancellation);
        var taken = await _ledger.Execution.TakeAsync("w", Lease, 10, TenantTurn.First, _cancellation);
        var work = await _ledger.Execution.BeginRenderAsync(taken.Single(run => run.RunId == failed), "w", Lease, _cancellation);

        await _ledger.Runs.CancelAsync(_ledger.Scope, cancelled, _cancellation);
        await _ledger.Execution.FailAsync(work!.Fence, new RunError("query_failed", "Gone."), _cancellation);

        (await TakeAsync()).Should().BeEquivalentTo(new Leftover[] { new(_ledger.Scope.TenantId, cancelled, null), new(_ledger.Scope.TenantId, failed, null) });
    }

    [Fact]
    public async Task TakeAsync_RunGivenUpByTheScheduler_GivesIt()
    {
        var id = await _ledger.AddRunAsync();
        await _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, id, "w", Lost, _cancellation);

        await _ledger.Recovery.FailExhaustedAsync(1, 10, _cancellation);

        (await TakeAsync()).Should().Equal(new Leftover(_ledger.Scope.TenantId, id, null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TakeAsync_RunThatSucceeded_GivesItWithWhatIsKeptWhenAWorkerWasLost(bool wasLost)
    {
        var id = await _ledger.AddRunAsync();
        if (wasLost)
        {
            await _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, id, "w", Lost, _cancellation);
            await _ledger.Recovery.RequeueAbandonedAsync(5, 10, _cancellation);
        }

        var run = (await _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, id, "w", Lease, _cancellation))!;
        var work = (await _ledger.Execution.BeginRenderAsync(run, "w", Lease, _cancellation))!;
        await _ledger.Execution.CompleteRenderAsync(work.Fence, File, Lease, _cancellation);
        await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation);

        (await TakeAsync()).Should().Equal(wasLost ? [new Leftover(_ledger.Scope.TenantId, id, File.Path)] : []);
    }

    [Fact]
    public async Task TakeAsync_BeforeTheLastTakingIsOver_GivesNothing()
    {
        await CancelTakenAsync();

        (await Leftovers.TakeAsync(10, TimeSpan.FromHours(1), _cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task TakeAsync_TheWorkerThatTookItWasLost_GivesItAgainUntilItIsDone()
    {
        await CancelTakenAsync();
        var taken = await TakeAsync();
        var atOnce = await TakeAsync();
        await _ledger.ScalarAsync<Guid>("UPDATE leftovers SET taken_at = taken_at - interval '1 hour' RETURNING run_id");
        var again = await TakeAsync();
        await Leftovers.CompleteAsync(again.Single(), _cancellation);

        atOnce.Should().BeEmpty("a worker has it");
        again.Should().Equal(taken);
        (await _ledger.ScalarAsync<long>("SELECT count(*) FROM leftovers")).Should().Be(0);
    }

    private async Task CancelTakenAsync()
    {
        var id = await _ledger.AddRunAsync();
        await _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, id, "w", Lease, _cancellation);
        await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation);
    }

    private Task<List<Leftover>> TakeAsync() => Leftovers.TakeAsync(10, TimeSpan.Zero, _cancellation);
}
