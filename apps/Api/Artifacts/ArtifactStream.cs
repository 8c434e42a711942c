using System.Buffers;
using Microsoft.Net.Http.Headers;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Api.Artifacts;

/// <summary>Sends an artifact, or a part of it, in small pieces.</summary>
internal sealed class ArtifactStream(Artifact artifact, int status) : IResult
{
    private const int CopySize = 64 * 1024;

    public required EntityTagHeaderValue Tag { get; init; }
    public string? Encoding { get; init; }
    public ByteRange? Range { get; init; }
    public long Length { get; init; }

    /// <summary>At the first byte to send; null when only headers are sent.</summary>
    public Stream? Content { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var content = Content;
        var response = httpContext.Response;
        response.StatusCode = status;
        SetHeaders(response);
        if (content is not null) await CopyAsync(content, response, httpContext.RequestAborted);
    }

    private void SetHeaders(HttpResponse response)
    {
        var headers = response.GetTypedHeaders();
        headers.ETag = Tag;
        // An artifact never changes, but it can be deleted, and a token can lose its right to it.
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.AcceptRanges = "bytes";
        if (Content is null) return;

        response.ContentType = artifact.ContentType;
        response.ContentLength = Length;
        if (Encoding is not null) response.Headers.ContentEncoding = Encoding;
        if (Range is { } range)
            headers.ContentRange = new ContentRangeHeaderValue(range.From, range.From + range.Length - 1, artifact.SizeBytes);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(ArtifactPath.IsName(artifact.FileName) ? artifact.FileName : $"{artifact.Id}.{artifact.Format}");
        headers.ContentDisposition = disposition;
    }

    // Content that ends early leaves the response short of its length, which breaks the connection: the client can tell.
    private async Task CopyAsync(Stream content, HttpResponse response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopySize);
        try
        {
            for (var left = Length; left > 0;)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, CopySize)), cancellationToken);
                if (read == 0) break;
                await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
