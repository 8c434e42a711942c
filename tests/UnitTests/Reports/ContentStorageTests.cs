using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Rendering;

namespace ReportScheduler.UnitTests.Reports;

public sealed class ContentStorageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storage-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, null)]
    [InlineData(1023, null)]
    [InlineData(1024, "br")]
    [InlineData(65_535, "br")]
    [InlineData(65_536, "br")]
    [InlineData(65_537, "br")]
    [InlineData(131_072, "br")]
    [InlineData(1_000_000, "br")]
    public async Task StoreAsync_AnySize_CanBeReadAgain(int size, string? encoding)
    {
        var content = Text(size);

        var stored = await StoreAsync("a.csv", content, size);

        stored.Encoding.Should().Be(encoding);
        stored.SizeBytes.Should().Be(size);
        stored.StoredBytes.Should().Be(new FileInfo(Path.Combine(_folder.FullName, "a.csv")).Length);
        stored.Sha256.Should().Be(Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant());
        using var read = new MemoryStream();
        await using var stream = await ArtifactContent.OpenAsync(new FolderArtifactStore(_folder.FullName), "a.csv", stored.Encoding, 0, Cancellation);
        await stream.CopyToAsync(read, Cancellation);
        read.ToArray().AsSpan().SequenceEqual(content).Should().BeTrue();
    }

    [Fact]
    public async Task StoreAsync_ContentThatDoesNotShrink_IsStoredAsItIs()
    {
        var content = RandomNumberGenerator.GetBytes(200_000);

        var stored = await StoreAsync("a.bin", content, 10_000);

        (stored.Encoding, stored.StoredBytes).Should().Be((null, 200_000L));
    }

    [Fact]
    public async Task StoreAsync_SameContentInOtherParts_GivesTheSameBytes()
    {
        var content = Text(700_000);
        await StoreAsync("whole", content, content.Length);
        var expected = await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "whole"), Cancellation);

        foreach (var part in new[] { 1_000, 65_536, 65_537, 99_991 })
        {
            await StoreAsync($"in {part}", content, part);

            var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, $"in {part}"), Cancellation);
            bytes.AsSpan().SequenceEqual(expected).Should().BeTrue($"in parts of {part}");
        }
    }

    [Fact]
    public async Task StoreAsync_OneByteMoreThanAllowed_LeavesNothing()
    {
        await StoreAsync("as many", Text(100_000), 5_000, maxBytes: 100_000);

        var storing = () => StoreAsync("more", Text(100_001), 5_000, maxBytes: 100_000);

        (await storing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("byte_limit_exceeded");
        _folder.EnumerateFiles().Select(file => file.Name).Should().Equal("as many");
    }

    private static byte[] Text(int size) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, (size / 8) + 1).Select(i => $"{i * 7919 % 1_000_003},\r\n")))[..size];

    private async Task<StoredContent> StoreAsync(string path, byte[] content, int part, long maxBytes = long.MaxValue)
    {
        var pipe = new Pipe();
        var storing = ContentStorage.StoreAsync(
            pipe.Reader, new FolderArtifactStore(_folder.FullName), path, "text/csv", maxBytes, Cancellation);
        for (var i = 0; i < content.Length && !storing.IsCompleted; i += part)
            await pipe.Writer.WriteAsync(content.AsMemory(i, Math.Min(part, content.Length - i)), Cancellation);
        await pipe.Writer.CompleteAsync();
        var stored = await storing;
        await using var writer = stored.Writer;
        await writer.CommitAsync(Cancellation);
        return stored;
    }
}
