using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class FolderArtifactStoreTests : ArtifactStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("artifacts-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task DisposeAsync_WithoutCommit_LeavesNoFile()
    {
        var store = await StoreAsync();

        await using (var writer = await store.CreateAsync("t/r/1/a.csv", "text/csv", null, Cancellation))
            await writer.WriteAsync("half"u8.ToArray(), Cancellation);

        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task DeleteOthersAsync_AttemptsThatDied_LeaveNoFile()
    {
        var store = await StoreAsync();
        await WriteAsync(store, "t/r/2/a.csv", "kept");
        foreach (var fence in new[] { "1", "2" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.FullName, "t/r", fence));
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "t/r", fence, ".0190.unfinished"), "half", Cancellation);
        }

        await store.DeleteOthersAsync("t/r", "2", Cancellation);

        Files().Should().Equal("a.csv");
    }

    [Fact]
    public async Task CreateAsync_FolderCannotBeMade_IsTransient()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        var creating = () => new FolderArtifactStore(file).CreateAsync("t/a.csv", "text/csv", null, Cancellation);

        var exception = (await creating.Should().ThrowAsync<ReportException>()).Which;
        (exception.Code, exception.IsTransient).Should().Be(("artifact_store_failed", true));
        exception.Message.Should().NotContain(_folder.FullName);
    }

    protected override Task<IArtifactStore> StoreAsync() => Task.FromResult<IArtifactStore>(new FolderArtifactStore(_folder.FullName));

    private IEnumerable<string> Files() => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Name);
}
