using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using ReportScheduler.Api.Errors;

namespace ReportScheduler.Api.Http;

/// <summary>Versions as entity tags: what is read carries one, and a change must name the one it was made from.</summary>
internal static class ETags
{
    public static Ok<T> Ok<T>(this HttpResponse response, T value, int version)
    {
        response.Headers.ETag = TagOf(version);
        return TypedResults.Ok(value);
    }

    public static Created<T> Created<T>(this HttpResponse response, string location, T value, int version)
    {
        response.Headers.ETag = TagOf(version);
        return TypedResults.Created(location, value);
    }

    /// <returns>Null when If-Match names this version.</returns>
    public static ProblemResult? CheckIfMatch(this HttpRequest request, int version)
    {
        if (request.Headers.IfMatch.Count == 0) return Problems.IfMatchMissing();
        var current = new EntityTagHeaderValue(TagOf(version));
        return request.GetTypedHeaders().IfMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true))
            ? null
            : Problems.VersionMismatch();
    }

    private static string TagOf(int version) => FormattableString.Invariant($"\"{version}\"");
}
