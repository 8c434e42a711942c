using System.Buffers;

namespace ReportScheduler.Reports.Artifacts;

/// <summary>Opens an artifact as its content, whatever encoding it is stored in.</summary>
public static class ArtifactContent
{
    private const int SkipSize = 64 * 1024;

    /// <summary>Opens the content from a byte on, for example for a range request.</summary>
    /// <param name="store">Where the artifact is.</param>
    /// <param name="path">Its path.</param>
    /// <param name="contentEncoding">As <see cref="Rendering.RenderedArtifact"/> tells it: <c>br</c>, <c>gzip</c> or null.</param>
    /// <param name="offset">
    /// First byte of the content to read; at or after the end the stream is empty. Of a compressed one, all before it is decoded and skipped.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ReportException"><see cref="ReportErrors.ArtifactNotFound"/> and the store's other errors.</exception>
    public static async Task<Stream> OpenAsync(
        IArtifactStore store, string path, string? contentEncoding, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (contentEncoding is null)
            return await store.OpenReadAsync(path, offset, cancellationToken);

        var content = ContentEncodings.Decompressor(await store.OpenReadAsync(path, 0, cancellationToken), contentEncoding);
        try
        {
            await SkipAsync(content, offset, cancellationToken);
            return content;
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private static async Task SkipAsync(Stream content, long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SkipSize);
        try
        {
            while (count > 0)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, SkipSize)), cancellationToken);
                if (read == 0) return;
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
