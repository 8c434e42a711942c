using Microsoft.Net.Http.Headers;
using ReportScheduler.Api.Errors;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Api.Artifacts;

/// <summary>Decides what of an artifact a request gets: nothing new, a part, the content, or the content as it is stored.</summary>
/// <remarks>Source: RFC 9110, sections 8.8.3.3 (entity tags of encodings), 13 (conditions) and 14 (ranges).</remarks>
internal static class ArtifactDownload
{
    private const string Gzip = "gzip";

    public static async Task<IResult> OpenAsync(
        StoredArtifact stored, HttpRequest request, IArtifactStore store, CancellationToken cancellationToken)
    {
        var (headers, size) = (request.GetTypedHeaders(), stored.Artifact.SizeBytes);
        var tag = new EntityTagHeaderValue($"\"{stored.Artifact.Sha256}\"");
        var gzipTag = new EntityTagHeaderValue($"\"{stored.Artifact.Sha256}-{Gzip}\"");
        if (headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false) || known.Compare(gzipTag, useStrongComparison: false)))
            return new ArtifactStream(stored.Artifact, StatusCodes.Status304NotModified) { Tag = tag };

        try
        {
            if (ByteRange.Read(headers, tag, size) is { } range)
            {
                return range.Length == 0
                    ? new RangeProblem(size)
                    : new ArtifactStream(stored.Artifact, StatusCodes.Status206PartialContent)
                    {
                        Tag = tag,
                        Range = range,
                        Length = range.Length,
                        Content = await ArtifactContent.OpenAsync(store, stored.Path, stored.ContentEncoding, range.From, cancellationToken),
                    };
            }

            return stored.ContentEncoding == Gzip && Accepts(headers.AcceptEncoding)
                ? new ArtifactStream(stored.Artifact, StatusCodes.Status200OK)
                {
                    Tag = gzipTag,
                    Encoding = Gzip,
                    Length = stored.Artifact.StoredBytes,
                    Content = await store.OpenReadAsync(stored.Path, 0, cancellationToken),
                }
                : new ArtifactStream(stored.Artifact, StatusCodes.Status200OK)
                {
                    Tag = tag,
                    Length = size,
                    Content = await ArtifactContent.OpenAsync(store, stored.Path, stored.ContentEncoding, 0, cancellationToken),
                };
        }
        catch (ReportException exception) when (exception.Code == ReportErrors.ArtifactNotFound)
        {
            return new ProblemResult(404, "artifact_content_missing", "The artifact's content is no longer stored: run the report again.");
        }
    }

    private static bool Accepts(IList<StringWithQualityHeaderValue> encodings)
    {
        var named = encodings.FirstOrDefault(encoding => encoding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            ?? encodings.FirstOrDefault(encoding => encoding.Value == "*");
        return named is not null && named.Quality != 0;
    }
}
