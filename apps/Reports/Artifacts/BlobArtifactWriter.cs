using System.Buffers;
using System.Buffers.Binary;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ReportScheduler.Reports.Artifacts;

/// <summary>
/// Stages blocks while the next one is filled, and commits their list at the end. Blocks that are never committed cannot be
/// read, and the service drops them after a week.
/// </summary>
internal sealed class BlobArtifactWriter(BlockBlobClient blob, BlobHttpHeaders headers) : ArtifactWriter
{
    private const int BlockSize = 4 * 1024 * 1024;
    private static readonly BlobRequestConditions OnlyIfNew = new() { IfNoneMatch = ETag.All };

    // Other attempts may stage blocks for the same path; theirs are not ours to commit.
    private readonly Guid _attempt = Guid.CreateVersion7();
    private readonly List<string> _blocks = [];
    private byte[]? _filling = ArrayPool<byte>.Shared.Rent(BlockSize);
    private byte[]? _staging;
    private Task _staged = Task.CompletedTask;
    private int _filled;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            if (_filled == BlockSize)
                await StageAsync(cancellationToken);
            var part = bytes[..Math.Min(bytes.Length, BlockSize - _filled)];
            part.CopyTo(_filling.AsMemory(_filled));
            _filled += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0)
            await StageAsync(cancellationToken);
        await _staged;
        var options = new CommitBlockListOptions { HttpHeaders = headers, Conditions = OnlyIfNew };
        await GuardedAsync(() => blob.CommitBlockListAsync(_blocks, options, cancellationToken), cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _staged.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var buffer in new[] { _filling, _staging })
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }

        (_filling, _staging) = (null, null);
    }

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        await _staged;
        (_filling, _staging) = (_staging ?? ArrayPool<byte>.Shared.Rent(BlockSize), _filling);
        var id = BlockId();
        _blocks.Add(id);
        _staged = StageAsync(id, _staging!, _filled, cancellationToken);
        _filled = 0;
    }

    private async Task StageAsync(string id, byte[] block, int length, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(block, 0, length, writable: false);
        await GuardedAsync(() => blob.StageBlockAsync(id, content, cancellationToken: cancellationToken), cancellationToken);
    }

    private string BlockId()
    {
        Span<byte> id = stackalloc byte[20];
        _attempt.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], _blocks.Count);
        return Convert.ToBase64String(id);
    }

    private static async Task GuardedAsync(Func<Task> operation, CancellationToken cancellationToken)
    {
        try
        {
            await operation();
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            throw ArtifactStoreErrors.Exists(exception);
        }
        catch (Exception exception) when (BlobArtifactStore.IsFailure(exception, cancellationToken))
        {
            throw ArtifactStoreErrors.Failed(exception);
        }
    }
}
