using System.Security.Cryptography;
using System.Text;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>What every artifact store does.</summary>
public abstract class ArtifactStoreContract
{
    private const string Run = "tenants/t1/runs/r1";
    private const string Path = Run + "/1/report.csv";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IArtifactStore> StoreAsync();

    [Fact]
    public async Task CommitAsync_WrittenArtifact_CanBeReadFromThenOn()
    {
        var store = await StoreAsync();
        await using var writer = await store.CreateAsync(Path, "text/csv", null, Cancellation);
        await writer.WriteAsync("first,"u8.ToArray(), Cancellation);
        await writer.WriteAsync("second"u8.ToArray(), Cancellation);
        (await store.ExistsAsync(Path, Cancellation)).Should().BeFalse();
        await NotFoundAsync(store, Path);

        await writer.CommitAsync(Cancellation);

        (await store.ExistsAsync(Path, Cancellation)).Should().BeTrue();
        (await ReadAsync(store, Path)).Should().Be("first,second");
    }

    [Fact]
    public async Task CommitAsync_NothingWritten_IsAnEmptyArtifact()
    {
        var store = await StoreAsync();

        await WriteAsync(store, Path, "");

        (await ReadAsync(store, Path)).Should().BeEmpty();
    }

    [Fact]
    public async Task DisposeAsync_WithoutCommit_LeavesNothing()
    {
        var store = await StoreAsync();

        await using (var writer = await store.CreateAsync(Path, "text/csv", null, Cancellation))
            await writer.WriteAsync("half"u8.ToArray(), Cancellation);

        (await store.ExistsAsync(Path, Cancellation)).Should().BeFalse();
        await WriteAsync(store, Path, "whole");
        (await ReadAsync(store, Path)).Should().Be("whole");
    }

    [Fact]
    public async Task CommitAsync_PathTaken_LeavesTheFirst()
    {
        var store = await StoreAsync();
        await using var second = await store.CreateAsync(Path, "text/csv", null, Cancellation);
        await second.WriteAsync("second"u8.ToArray(), Cancellation);
        await WriteAsync(store, Path, "first");

        var committing = () => second.CommitAsync(Cancellation);

        (await committing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("artifact_exists");
        (await ReadAsync(store, Path)).Should().Be("first");
    }

    [Fact]
    public async Task CommitAsync_ManyAtOnce_OneWins()
    {
        var store = await StoreAsync();
        for (var round = 0; round < 20; round++)
        {
            var path = $"{Path}.{round}";
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
                async () =>
                {
                    try
                    {
                        await WriteAsync(store, path, $"writer {i}");
                        return i;
                    }
                    catch (ReportException exception) when (exception.Code == "artifact_exists")
                    {
                        return -1;
                    }
                },
                Cancellation)));

            var winner = outcomes.Should().ContainSingle(i => i >= 0).Subject;
            (await ReadAsync(store, path)).Should().Be($"writer {winner}");
        }
    }

    [Fact]
    public async Task OpenReadAsync_Large_IsWholeAndCanStartAnywhere()
    {
        var store = await StoreAsync();
        var content = RandomNumberGenerator.GetBytes((10 * 1024 * 1024) + 7);
        await using (var writer = await store.CreateAsync(Path, "application/octet-stream", null, Cancellation))
        {
            for (var i = 0; i < content.Length; i += 100_000)
                await writer.WriteAsync(content.AsMemory(i, Math.Min(100_000, content.Length - i)), Cancellation);
            await writer.CommitAsync(Cancellation);
        }

        foreach (var offset in new[] { 0, 1, 4 * 1024 * 1024, content.Length - 1, content.Length, content.Length + 5 })
        {
            await using var stream = await store.OpenReadAsync(Path, offset, Cancellation);
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, Cancellation);
            read.ToArray().AsSpan().SequenceEqual(content.AsSpan(Math.Min(offset, content.Length))).Should().BeTrue($"of offset {offset}");
        }
    }

    [Fact]
    public async Task DeleteAsync_Artifact_IsGoneAndAnAbsentOneIsNoError()
    {
        var store = await StoreAsync();
        await WriteAsync(store, Path, "x");

        await store.DeleteAsync(Path, Cancellation);
        await store.DeleteAsync(Path, Cancellation);

        (await store.ExistsAsync(Path, Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task DeleteOthersAsync_KeepingOne_DeletesItsSiblingsOnly()
    {
        var store = await StoreAsync();
        string[] gone = [Run + "/1/a.csv", Run + "/1/b.csv", Run + "/22/a.csv", Run + "/loose.csv"];
        string[] kept = [Run + "/2/a.csv", "tenants/t1/runs/r11/1/a.csv", "tenants/t1/runs/r2/1/a.csv"];
        foreach (var path in gone.Concat(kept))
            await WriteAsync(store, path, path);

        await store.DeleteOthersAsync(Run, "2", Cancellation);

        foreach (var path in gone)
            (await store.ExistsAsync(path, Cancellation)).Should().BeFalse(path);
        foreach (var path in kept)
            (await ReadAsync(store, path)).Should().Be(path);
    }

    [Fact]
    public async Task DeleteOthersAsync_KeepingNone_DeletesAll()
    {
        var store = await StoreAsync();
        await WriteAsync(store, Run + "/1/a.csv", "x");

        await store.DeleteOthersAsync(Run, null, Cancellation);
        await store.DeleteOthersAsync(Run, null, Cancellation);

        (await store.ExistsAsync(Run + "/1/a.csv", Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task EveryOperation_StoreNeverWrittenTo_FindsNothing()
    {
        var store = await StoreAsync();

        await NotFoundAsync(store, Path);
        (await store.ExistsAsync(Path, Cancellation)).Should().BeFalse();
        await store.DeleteAsync(Path, Cancellation);
        await store.DeleteOthersAsync(Run, "1", Cancellation);
    }

    [Fact]
    public async Task EveryOperation_DangerousPath_IsRefused()
    {
        var store = await StoreAsync();
        const string evil = "tenants/../../evil";
        Func<Task>[] operations =
        [
            () => store.CreateAsync(evil, "text/csv", null, Cancellation),
            () => store.OpenReadAsync(evil, 0, Cancellation),
            () => store.ExistsAsync(evil, Cancellation),
            () => store.DeleteAsync(evil, Cancellation),
            () => store.DeleteOthersAsync(evil, null, Cancellation),
            () => store.DeleteOthersAsync(Run, "..", Cancellation),
        ];

        foreach (var operation in operations)
            (await operation.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("artifact_path_invalid");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task ArtifactContent_AnyOffset_IsTheContentFromThere(string? encoding)
    {
        var store = await StoreAsync();
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\r\n")));
        await using (var writer = await store.CreateAsync(Path, "text/csv", encoding, Cancellation))
        {
            await writer.WriteAsync(encoding is null ? content : Gzip(content), Cancellation);
            await writer.CommitAsync(Cancellation);
        }

        foreach (var offset in new[] { 0, 1, 65_536, content.Length - 1, content.Length, content.Length + 1 })
        {
            await using var stream = await ArtifactContent.OpenAsync(store, Path, encoding, offset, Cancellation);
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, Cancellation);
            read.ToArray().AsSpan().SequenceEqual(content.AsSpan(Math.Min(offset, content.Length))).Should().BeTrue($"of offset {offset}");
        }
    }

    protected static async Task WriteAsync(IArtifactStore store, string path, string text)
    {
        await using var writer = await store.CreateAsync(path, "text/csv", null, Cancellation);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        await writer.CommitAsync(Cancellation);
    }

    protected static async Task<string> ReadAsync(IArtifactStore store, string path)
    {
        await using var stream = await store.OpenReadAsync(path, 0, Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private static async Task NotFoundAsync(IArtifactStore store, string path)
    {
        var opening = () => store.OpenReadAsync(path, 0, Cancellation);
        (await opening.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("artifact_not_found");
    }

    private static byte[] Gzip(byte[] content)
    {
        using var output = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(content);
        return output.ToArray();
    }
}
