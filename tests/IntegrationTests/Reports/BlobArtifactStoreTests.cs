using Azure.Storage.Blobs;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class BlobArtifactStoreTests(Azurite azurite) : ArtifactStoreContract, IClassFixture<Azurite>
{
    // Each test has a container of its own.
    private readonly string _container = $"test-{Guid.CreateVersion7():n}";

    [Fact]
    public async Task CommitAsync_Headers_AreKept()
    {
        var store = await StoreAsync();
        await using var writer = await store.CreateAsync("t/a.csv", "text/csv; charset=utf-8", "gzip", Cancellation);
        await writer.CommitAsync(Cancellation);

        var blob = new BlobContainerClient(azurite.ConnectionString, _container).GetBlobClient("t/a.csv");
        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value;

        (properties.ContentType, properties.ContentEncoding).Should().Be(("text/csv; charset=utf-8", "gzip"));
    }

    [Fact]
    public async Task CommitAsync_LargeAndPathTaken_LeavesTheFirst()
    {
        var store = await StoreAsync();
        await using var second = await store.CreateAsync("t/a.csv", "text/csv", null, Cancellation);
        await second.WriteAsync(new byte[9 * 1024 * 1024], Cancellation);
        await WriteAsync(store, "t/a.csv", "first");

        var committing = () => second.CommitAsync(Cancellation);

        (await committing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("artifact_exists");
        (await ReadAsync(store, "t/a.csv")).Should().Be("first");
    }

    [Fact]
    public async Task CreateAsync_ServiceDown_IsTransient()
    {
        var store = new BlobArtifactStore(new ArtifactOptions
        {
            BlobConnectionString = $"UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://127.0.0.1:{FreePorts.Take()}",
        });

        var creating = () => store.CreateAsync("t/a.csv", "text/csv", null, Cancellation);

        var exception = (await creating.Should().ThrowAsync<ReportException>()).Which;
        (exception.Code, exception.IsTransient).Should().Be(("artifact_store_failed", true));
        exception.Message.Should().NotContain("127.0.0.1");
    }

    protected override Task<IArtifactStore> StoreAsync()
    {
        Assert.SkipWhen(azurite.ConnectionString is null, "Node.js is not on this machine.");
        return Task.FromResult<IArtifactStore>(new BlobArtifactStore(
            new ArtifactOptions { BlobConnectionString = azurite.ConnectionString, Container = _container }));
    }
}
