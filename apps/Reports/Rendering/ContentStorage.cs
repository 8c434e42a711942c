using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Reports.Rendering;

/// <summary>What was stored of a content.</summary>
/// <param name="Encoding">One of <see cref="ContentEncodings"/>, or null.</param>
/// <param name="SizeBytes">Size of the content.</param>
/// <param name="StoredBytes">Size as stored.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hex.</param>
/// <param name="Writer">Has got all, and is to be committed; disposed before, it leaves nothing.</param>
internal sealed record StoredContent(string? Encoding, long SizeBytes, long StoredBytes, string Sha256, ArtifactWriter Writer);

/// <summary>Hashes, limits, compresses and stores a content as it comes.</summary>
internal static class ContentStorage
{
    /// <summary>
    /// The content is worked on in blocks of this size, however it arrives, so that the same content always gives the same
    /// bytes.
    /// </summary>
    private const int BlockSize = 64 * 1024;

    private const int MinSizeToCompress = 1024;
    private const double MaxRatioToCompress = 0.9;

    /// <summary>Stores a content up to its commit.</summary>
    /// <exception cref="ReportException">
    /// <see cref="ReportErrors.ByteLimitExceeded"/> and the store's errors; nothing is stored then.
    /// </exception>
    public static async Task<StoredContent> StoreAsync(
        PipeReader content, IArtifactStore store, string path, string contentType, long maxBytes, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        ArtifactWriter? writer = null;
        try
        {
            var length = await FillAsync(content, block, cancellationToken);
            var encoding = Compresses(block.AsSpan(0, length)) ? ContentEncodings.Brotli : null;
            writer = await store.CreateAsync(path, contentType, encoding, cancellationToken);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var size = 0L;
            await using var output = new ArtifactWriterStream(writer);
            await using (var encoder = encoding is null ? output : ContentEncodings.Compressor(output))
            {
                for (; length > 0; length = await FillAsync(content, block, cancellationToken))
                {
                    size += length;
                    if (size > maxBytes)
                        throw ByteLimitExceeded(maxBytes);
                    hash.AppendData(block, 0, length);
                    await encoder.WriteAsync(block.AsMemory(0, length), cancellationToken);
                }
            }

            await content.CompleteAsync();
            return new StoredContent(encoding, size, output.Written, Convert.ToHexStringLower(hash.GetHashAndReset()), writer);
        }
        catch (Exception exception)
        {
            await content.CompleteAsync(exception);
            if (writer is not null) await writer.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static async ValueTask<int> FillAsync(PipeReader content, byte[] block, CancellationToken cancellationToken)
    {
        var result = await content.ReadAtLeastAsync(BlockSize, cancellationToken);
        var part = result.Buffer.Slice(0, Math.Min(BlockSize, result.Buffer.Length));
        var length = (int)part.Length;
        part.CopyTo(block);
        content.AdvanceTo(part.End);
        return length;
    }

    private static bool Compresses(ReadOnlySpan<byte> start)
    {
        if (start.Length < MinSizeToCompress) return false;
        using var trial = new MemoryStream();
        using (var encoder = ContentEncodings.Compressor(trial))
            encoder.Write(start);
        return trial.Length < start.Length * MaxRatioToCompress;
    }

    private static ReportException ByteLimitExceeded(long maxBytes) => new(
        ReportErrors.ByteLimitExceeded, FormattableString.Invariant($"The report has more than {maxBytes} bytes."));
}
