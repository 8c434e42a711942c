using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Postgres.Tenants;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

public sealed class ArtifactLifeTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Platform = TimeSpan.FromDays(90);
    private static readonly RenderedFile Csv = new("r.csv", "csv", "text/csv", "gzip", "p/r.csv", 100, 50, 7, "abc", "Orders");
    private static readonly RenderedFile Pdf = new("r.pdf", "pdf", "application/pdf", null, "p/r.pdf", 1000, 1000, 9, "def");

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    private ArtifactStore Artifacts => new(_ledger.Tenants);

    private ExpiredArtifactStore Expired => new(_ledger.Tenants);

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task CompleteRenderAsync_SeveralFiles_AreRecordedInOrderAndDeliveredTogether()
    {
        var (run, id) = await RenderAsync(retention: null, Csv, Pdf);

        var files = await Artifacts.ListOfRunAsync(_ledger.Scope, id, _cancellation);
        var deliveries = await _ledger.Execution.ListOpenDeliveriesAsync(run, _cancellation);

        files.Select(file => (file.FileName, file.Section)).Should().Equal(("r.csv", "Orders"), ("r.pdf", null));
        deliveries.Should().HaveCount(2, "each recipient gets one message, whatever the number of files");
        var work = await _ledger.Deliveries.BeginAsync(run, deliveries[0], "w", Lease, _cancellation);
        work!.Files.Select(file => file.File).Should().Equal(Csv, Pdf);
        work.Files.Select(file => file.ArtifactId).Should().Equal(files.Select(file => file.Id));
        var rendered = (await _ledger.Runs.ListEventsAsync(_ledger.Scope, id, 0, _cancellation)).Single(e => e.Kind == "rendered").Data;
        (rendered.GetProperty("rows").GetInt64(), rendered.GetProperty("bytes").GetInt64(), rendered.GetProperty("files").GetInt32())
            .Should().Be((9, 1100, 2));
    }

    [Theory]
    [InlineData(null, null, 90)]
    [InlineData(null, 7, 7)]
    [InlineData(3, 7, 3)]
    public async Task CompleteRenderAsync_RetentionOfReportTenantAndPlatform_TheNearestSays(int? ofReport, int? ofTenant, int expected)
    {
        await SetRetentionAsync(ofTenant);

        var (_, id) = await RenderAsync(ofReport is { } days ? TimeSpan.FromDays(days) : null, Csv);

        var file = (await Artifacts.ListOfRunAsync(_ledger.Scope, id, _cancellation)).Single();
        (file.ExpiresAt!.Value - file.CreatedAt).Should().Be(TimeSpan.FromDays(expected));
    }

    [Fact]
    public async Task TakeAsync_AmongFilesThatLast_GivesWhatIsOverOnce()
    {
        var (_, kept) = await RenderAsync(retention: null, Pdf);
        var (_, over) = await RenderAsync(TimeSpan.FromSeconds(-1), Csv);
        var file = (await Artifacts.ListOfRunAsync(_ledger.Scope, over, _cancellation)).Single();

        var taken = await Expired.TakeAsync(10, _cancellation);
        var again = await Expired.TakeAsync(10, _cancellation);

        taken.Should().Equal(new ExpiredArtifact(_ledger.Scope.TenantId, file.Id, "p/r.csv"));
        again.Should().BeEmpty("a worker has it");
        (await Artifacts.FindAsync(_ledger.Scope, file.Id, _cancellation))!.Artifact.IsRemoved.Should().BeTrue("nobody may read it any more");
        (await Artifacts.ListOfRunAsync(_ledger.Scope, kept, _cancellation)).Single().IsRemoved.Should().BeFalse();
    }

    [Fact]
    public async Task TakeAsync_TheWorkerThatTookItWasLost_GivesItAgain()
    {
        await RenderAsync(TimeSpan.FromSeconds(-1), Csv);
        var taken = await Expired.TakeAsync(10, _cancellation);
        await OwnerAsync("UPDATE artifacts SET removal_began_at = removal_began_at - interval '1 hour'");

        var again = await Expired.TakeAsync(10, _cancellation);
        await Expired.CompleteAsync(again.Single(), _cancellation);
        await OwnerAsync("UPDATE artifacts SET removal_began_at = removal_began_at - interval '1 hour'");

        again.Should().Equal(taken);
        (await Expired.TakeAsync(10, _cancellation)).Should().BeEmpty("it is gone");
        (await Artifacts.ReadUsageAsync(_ledger.Scope, _cancellation)).StoredBytes.Should().Be(0);
    }

    [Fact]
    public async Task TakeAsync_EightWorkersAtOnce_GivesEachFileToOne()
    {
        for (var i = 0; i < 6; i++) await RenderAsync(TimeSpan.FromSeconds(-1), Csv, Pdf);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Expired.TakeAsync(3, _cancellation), _cancellation)));
        var rest = await Expired.TakeAsync(100, _cancellation);

        taken.SelectMany(part => part).Concat(rest).Select(artifact => artifact.ArtifactId).Should().OnlyHaveUniqueItems().And.HaveCount(12);
    }

    [Fact]
    public async Task ListAsync_RunsWithAndWithoutFiles_TellsWhatEachHasMade()
    {
        var (_, several) = await RenderAsync(retention: null, Csv, Csv with { FileName = "2.csv" }, Pdf);
        var (_, one) = await RenderAsync(retention: null, Csv);
        var none = await _ledger.AddRunAsync();

        var listed = (await _ledger.Runs.ListAsync(_ledger.Scope, new RunFilter(null, null, null), PageRequest.TryParse(10, null)!, _cancellation)).Items;

        listed.Select(run => run.Id).Should().Equal(none, one, several);
        listed[0].Result.Should().BeNull();
        listed[1].Result.Should().BeEquivalentTo(new RunResult(1, 7, 100, ["csv"]));
        listed[2].Result.Should().BeEquivalentTo(new RunResult(3, 9, 1200, ["csv", "pdf"]), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task ReadUsageAsync_SumsWhatIsStored_ByReport()
    {
        await RenderAsync(retention: null, Csv, Pdf);
        await RenderAsync(retention: null, Csv);

        var usage = await Artifacts.ReadUsageAsync(_ledger.Scope, _cancellation);

        (usage.Artifacts, usage.SizeBytes, usage.StoredBytes).Should().Be((3, 1200, 1100));
        usage.Reports.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Artifacts = 3L, SizeBytes = 1200L, StoredBytes = 1100L });
    }

    private async Task<(RunAttempt Run, Guid Id)> RenderAsync(TimeSpan? retention, params RenderedFile[] files)
    {
        var id = await _ledger.AddRunAsync();
        var run = (await _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, id, "w", Lease, _cancellation))!;
        var work = (await _ledger.Execution.BeginRenderAsync(run, "w", Lease, _cancellation))!;
        (await _ledger.Execution.CompleteRenderAsync(work.Fence, files, bound: null, retention, Platform, Lease, announce: false, _cancellation))
            .Should().NotBeNull();
        return (run, id);
    }

    private async Task SetRetentionAsync(int? days)
    {
        var tenants = new TenantStore(_ledger.Tenants, _ledger.TenantLogin);
        var current = await tenants.FindChoicesAsync(_ledger.Scope, _cancellation);
        (await tenants.SetChoicesAsync(_ledger.Scope, current, current with { ArtifactRetentionDays = days }, _cancellation)).Should().BeTrue();
    }

    private async Task OwnerAsync(string sql)
    {
        await using var command = _ledger.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(_cancellation);
    }
}
