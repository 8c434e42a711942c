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
    public static async Task<IResult> OpenAsync(
        StoredArtifact stored, HttpRequest request, IArtifactStore store, CancellationToken cancellationToken)
    {
        if (stored.Artifact.IsRemoved) return Missing();
        var (artifact, headers) = (stored.Artifact, request.GetTypedHeaders());
        var tag = new EntityTagHeaderValue($"\"{artifact.Sha256}\"");
        var range = ByteRange.Read(headers, tag, artifact.SizeBytes);
        var asStored = range is null && stored.ContentEncoding is { } encoding && Accepts(headers.AcceptEncoding, encoding);
        if (asStored) tag = new EntityTagHeaderValue($"\"{artifact.Sha256}-{stored.ContentEncoding}\"");
        if (headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
            return new ArtifactStream(artifact, StatusCodes.Status304NotModified) { Tag = tag };
        if (range is { Length: 0 })
            return new RangeProblem(artifact.SizeBytes);

        try
        {
            return new ArtifactStream(artifact, range is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent)
            {
                Tag = tag,
                Range = range,
                Encoding = asStored ? stored.ContentEncoding : null,
                Length = asStored ? artifact.StoredBytes : range?.Length ?? artifact.SizeBytes,
                Content = asStored
                    ? await store.OpenReadAsync(stored.Path, 0, cancellationToken)
                    : await ArtifactContent.OpenAsync(store, stored.Path, stored.ContentEncoding, range?.From ?? 0, cancellationToken),
            };
        }
        catch (ReportException exception) when (exception.Code == ReportErrors.ArtifactNotFound)
        {
            return Missing();
        }
    }

    private static ProblemResult Missing() => new(
        StatusCodes.Status404NotFound, "artifact_content_missing", "The artifact's content is no longer stored: run the report again.");

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding)
    {
        var named = accepted.FirstOrDefault(known => known.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ?? accepted.FirstOrDefault(known => known.Value == "*");
        return named is not null && named.Quality != 0;
    }
}
