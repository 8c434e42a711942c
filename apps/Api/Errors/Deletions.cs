using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Postgres;

namespace ReportScheduler.Api.Errors;

internal static class Deletions
{
    /// <param name="inUse">What to do first when something uses it.</param>
    public static Results<NoContent, ProblemResult> ToResult(this Deletion deletion, string inUse) => deletion switch
    {
        Deletion.Deleted => TypedResults.NoContent(),
        Deletion.InUse => Problems.InUse(inUse),
        _ => Problems.VersionMismatch(),
    };
}
