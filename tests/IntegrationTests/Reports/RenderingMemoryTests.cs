using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Rendering;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>Measures live memory of the whole process, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(RenderingMemoryTests), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(RenderingMemoryTests))]
public sealed class RenderingMemoryTests(SourceDatabase database) : IClassFixture<SourceDatabase>, IDisposable
{
    private const long Megabyte = 1024 * 1024;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("memory-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    // A row of 15 MB is there up to three times: as it arrives, as it is written, and in a buffer that is about to be left.
    [Theory]
    [InlineData("SELECT i, repeat(md5(i::text), 16) AS text, now() AS at FROM generate_series(1, 200000) i", 100, 12)]
    [InlineData("SELECT i, repeat('long cell ', 1500000) AS text FROM generate_series(1, 10) i", 140, 48)]
    public async Task RenderAsync_LargeReport_TakesLittleMemory(string sql, long megabytes, long allowed)
    {
        var store = new MeasuredStore(new FolderArtifactStore(_folder.FullName));
        var renderer = new ReportRenderer(new SourceDrivers([SourceDatabase.Source()]), store, TimeProvider.System);
        var limits = new RenderLimits(1_000_000, 1_000 * Megabyte, TimeSpan.FromMinutes(5));
        await renderer.RenderAsync(SourceDatabase.Request(database.Settings, "SELECT 1", "t/warm.csv", limits), null, TestContext.Current.CancellationToken);
        store.Peak = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var artifacts = await renderer.RenderAsync(
            SourceDatabase.Request(database.Settings, sql, "t/report.csv", limits), null, TestContext.Current.CancellationToken);

        artifacts.Single().SizeBytes.Should().BeGreaterThan(megabytes * Megabyte);
        store.Peak.Should().BePositive();
        (store.Peak - before).Should().BeLessThan(allowed * Megabyte);
    }

    /// <summary>Measures what is alive while blocks are written to the store behind it.</summary>
    private sealed class MeasuredStore(IArtifactStore inner) : IArtifactStore
    {
        public long Peak { get; set; }

        public async Task<ArtifactWriter> CreateAsync(string path, string contentType, string? contentEncoding, CancellationToken cancellationToken) =>
            new MeasuredWriter(this, await inner.CreateAsync(path, contentType, contentEncoding, cancellationToken));

        public Task<Stream> OpenReadAsync(string path, long offset, CancellationToken cancellationToken) => inner.OpenReadAsync(path, offset, cancellationToken);

        public Task<bool> ExistsAsync(string path, CancellationToken cancellationToken) => inner.ExistsAsync(path, cancellationToken);

        public Task DeleteAsync(string path, CancellationToken cancellationToken) => inner.DeleteAsync(path, cancellationToken);

        public Task DeleteOthersAsync(string prefix, string? keep, CancellationToken cancellationToken) => inner.DeleteOthersAsync(prefix, keep, cancellationToken);
    }

    private sealed class MeasuredWriter(MeasuredStore store, ArtifactWriter inner) : ArtifactWriter
    {
        private int _writes;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (_writes++ % 50 == 0)
                store.Peak = Math.Max(store.Peak, GC.GetTotalMemory(forceFullCollection: true));
            return inner.WriteAsync(bytes, cancellationToken);
        }

        public override Task CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
