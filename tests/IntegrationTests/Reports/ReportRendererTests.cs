using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Rendering;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class ReportRendererTests : IClassFixture<SourceDatabase>, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly RenderLimits Generous = new(1_000_000, 1_000_000_000, TimeSpan.FromMinutes(5));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("renderer-test-");
    private readonly SourceDatabase _database;
    private readonly FolderArtifactStore _store;
    private readonly ReportRenderer _renderer;

    public ReportRendererTests(SourceDatabase database)
    {
        _database = database;
        _store = new FolderArtifactStore(_folder.FullName);
        _renderer = new ReportRenderer(new SourceDrivers([SourceDatabase.Source()]), _store, TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task RenderAsync_Rows_AreStoredCompressedWithHashAndSizes()
    {
        var artifact = await RenderAsync("SELECT i, 'name ' || i AS name FROM generate_series(1, 20000) i");

        var content = Encoding.UTF8.GetBytes("i,name\r\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i},name {i}\r\n")));
        var stored = await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, artifact.Path), Cancellation);
        artifact.Should().Be(new RenderedArtifact(
            ReportFormat.Csv,
            "report",
            "report.csv",
            "t/r/1/report.csv",
            "text/csv; charset=utf-8; header=present",
            "br",
            content.Length,
            stored.Length,
            20_000,
            Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant()));
        stored.Length.Should().BeLessThan(content.Length / 2);
        using var unzipped = new MemoryStream();
        await using (var brotli = new BrotliStream(new MemoryStream(stored), CompressionMode.Decompress))
            await brotli.CopyToAsync(unzipped, Cancellation);
        unzipped.ToArray().AsSpan().SequenceEqual(content).Should().BeTrue();
    }

    [Fact]
    public async Task RenderAsync_FewRows_AreStoredAsTheyAre()
    {
        var artifact = await RenderAsync("SELECT 1 AS a");

        (artifact.ContentEncoding, artifact.SizeBytes, artifact.StoredBytes).Should().Be((null, 6, 6));
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, artifact.Path), Cancellation)).Should().Be("a\r\n1\r\n");
    }

    [Fact]
    public async Task RenderAsync_SameRowsTwice_AreTheSameBytes()
    {
        const string sql = "SELECT i, md5(i::text) FROM generate_series(1, 50000) i";
        await using var proxy = new SourceProxy(_database.Settings.Port) { MaxPart = 5_000 };

        var first = await RenderAsync(sql, path: "t/r/1/a");
        var second = await RenderAsync(sql, path: "t/r/1/b", source: _database.Settings with { Host = "127.0.0.1", Port = proxy.Port });

        second.Should().Be(first with { Path = "t/r/1/b.csv" });
        var bytes = await Task.WhenAll(new[] { first, second }.Select(a => File.ReadAllBytesAsync(Path.Combine(_folder.FullName, a.Path), Cancellation)));
        bytes[1].AsSpan().SequenceEqual(bytes[0]).Should().BeTrue();
    }

    [Fact]
    public async Task RenderAsync_Progress_EndsWithTheNumberOfRows()
    {
        var reported = new Reported();

        await _renderer.RenderAsync(Request("SELECT i FROM generate_series(1, 100000) i"), reported, Cancellation);

        reported.Values.Should().BeInAscendingOrder().And.EndWith(100_000);
    }

    [Theory]
    [InlineData("SELECT i FROM generate_series(1, 1001) i", "row_limit_exceeded")]
    [InlineData("SELECT repeat('x', 200000)", "byte_limit_exceeded")]
    [InlineData("SELECT i, repeat('x', 1000) FROM generate_series(1, 101) i", "byte_limit_exceeded")]
    [InlineData("SELECT 1 / (900 - i), repeat('x', 100) FROM generate_series(1, 1000) i", "query_failed")]
    [InlineData("DELETE FROM t RETURNING id", "source_read_only")]
    public async Task RenderAsync_LimitOrError_LeavesNothing(string sql, string code)
    {
        var rendering = () => RenderAsync(sql, limits: new RenderLimits(1_000, 100_000, TimeSpan.FromMinutes(1)));

        (await rendering.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be(code);
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task RenderAsync_TakesTooLong_IsATimeout()
    {
        var rendering = () => RenderAsync("SELECT pg_sleep(60)", limits: Generous with { Timeout = TimeSpan.FromMilliseconds(500) });

        (await rendering.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_timeout");
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task RenderAsync_ServerFallsSilent_IsATimeout()
    {
        await using var proxy = new SourceProxy(_database.Settings.Port) { SilentAfter = 300_000 };

        var rendering = () => RenderAsync(
            "SELECT i, repeat('x', 100) FROM generate_series(1, 100000) i",
            limits: Generous with { Timeout = TimeSpan.FromSeconds(2) },
            source: _database.Settings with { Host = "127.0.0.1", Port = proxy.Port }).WaitAsync(Deadline, Cancellation);

        (await rendering.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_timeout");
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task RenderAsync_SourceDiesAmongRows_LeavesNothing()
    {
        await using var proxy = new SourceProxy(_database.Settings.Port) { CutAfter = 300_000 };

        var rendering = () => RenderAsync(
            "SELECT i, repeat('x', 100) FROM generate_series(1, 100000) i", source: _database.Settings with { Host = "127.0.0.1", Port = proxy.Port });

        var exception = (await rendering.Should().ThrowAsync<ReportException>()).Which;
        (exception.Code, exception.IsTransient).Should().Be(("source_connection_lost", true));
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task RenderAsync_Cancelled_EndsTheQueryAndLeavesNothing()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var rendering = _renderer.RenderAsync(
            Request("SELECT 'render_to_cancel', repeat('x', 1000), generate_series(1, 2000000000)", Generous with { MaxRows = long.MaxValue, MaxBytes = long.MaxValue }),
            null,
            cancelled.Token);
        await Eventually.TrueAsync(() => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Any(file => file.Length > 0), Deadline, Cancellation);

        await cancelled.CancelAsync();

        await ((Func<Task>)(() => rendering)).Should().ThrowAsync<OperationCanceledException>();
        Files().Should().BeEmpty();
        await Eventually.TrueAsync(async _ => await _database.RunningAsync("render_to_cancel") == 0, Deadline, Cancellation);
    }

    [Fact]
    public async Task RenderAsync_StoreFails_EndsTheQuery()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        var renderer = new ReportRenderer(new SourceDrivers([SourceDatabase.Source()]), new FolderArtifactStore(file), TimeProvider.System);

        var rendering = () => renderer.RenderAsync(
            Request("SELECT 'store_fails', generate_series(1, 2000000000)", Generous with { MaxRows = long.MaxValue, MaxBytes = long.MaxValue }), null, Cancellation)
            .WaitAsync(Deadline, Cancellation);

        (await rendering.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("artifact_store_failed");
        await Eventually.TrueAsync(async _ => await _database.RunningAsync("store_fails") == 0, Deadline, Cancellation);
    }

    [Fact]
    public async Task RenderAsync_SeveralSectionsAndFiles_AreMadeInOnePass()
    {
        var output = ReportOutput.Default with
        {
            SectionName = "first",
            Columns = [new ColumnFormat("i", Label: "Number")],
            Sections = [new ReportSection("second", "SELECT 'x' AS i", []), new ReportSection("third", "SELECT 1 AS c WHERE false", [])],
        };
        var request = Request("") with
        {
            Sections = ReportRequest.SectionsOf("report", "SELECT i FROM generate_series(1, 3) i", output),
            Files = [new ReportFile(ReportFormat.Csv, "t/r/1/a", "R"), new ReportFile(ReportFormat.Csv, "t/r/1/b", "R")],
        };

        var artifacts = await _renderer.RenderAsync(request, null, Cancellation);

        artifacts.Select(artifact => (artifact.Path, artifact.Section, artifact.RowCount)).Should().Equal(
            ("t/r/1/a-1.csv", "first", 3), ("t/r/1/b-1.csv", "first", 3), ("t/r/1/a-2.csv", "second", 1), ("t/r/1/b-2.csv", "second", 1),
            ("t/r/1/a-3.csv", "third", 0), ("t/r/1/b-3.csv", "third", 0));
        var contents = await Task.WhenAll(artifacts.Select(artifact => File.ReadAllTextAsync(Path.Combine(_folder.FullName, artifact.Path), Cancellation)));
        contents.Should().Equal("Number\r\n1\r\n2\r\n3\r\n", "Number\r\n1\r\n2\r\n3\r\n", "i\r\nx\r\n", "i\r\nx\r\n", "c\r\n", "c\r\n");
    }

    [Theory]
    [InlineData("SELECT 1/0", "t/r/1/b", "query_failed")]
    [InlineData("SELECT 2 AS i", "t/r/1/a", "artifact_exists")]
    [InlineData("SELECT generate_series(1, 1000001)", "t/r/1/b", "row_limit_exceeded")]
    public async Task RenderAsync_OneOfSeveralFails_LeavesNone(string second, string path, string code)
    {
        var request = Request("") with
        {
            Sections = [new ReportSection("first", "SELECT 1 AS i", []), new ReportSection("second", second, [])],
            Files = [new ReportFile(ReportFormat.Csv, "t/r/1/a", "R"), new ReportFile(ReportFormat.Csv, path, "R")],
        };

        var rendering = () => _renderer.RenderAsync(request, null, Cancellation);

        (await rendering.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be(code);
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task RenderAsync_PathTaken_LeavesTheFirst()
    {
        var first = await RenderAsync("SELECT 1 AS a");

        var rendering = () => RenderAsync("SELECT 2 AS a");

        (await rendering.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("artifact_exists");
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, first.Path), Cancellation)).Should().Be("a\r\n1\r\n");
        Files().Should().HaveCount(1);
    }

    private async Task<RenderedArtifact> RenderAsync(
        string sql, string path = "t/r/1/report.csv", RenderLimits? limits = null, SourceSettings? source = null) =>
        (await _renderer.RenderAsync(Request(sql, limits, path) with { Source = source ?? _database.Settings }, null, Cancellation)).Single();

    private ReportRequest Request(string sql, RenderLimits? limits = null, string path = "t/r/1/report.csv") =>
        SourceDatabase.Request(_database.Settings, sql, path, limits ?? Generous);

    private IEnumerable<string> Files() => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Name);

    private sealed class Reported : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
