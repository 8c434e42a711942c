using Microsoft.Net.Http.Headers;
using ReportScheduler.Api.Errors;

namespace ReportScheduler.Api.Artifacts;

/// <summary>Answers a range that lies outside of the file.</summary>
internal sealed class RangeProblem(long size) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.GetTypedHeaders().ContentRange = new ContentRangeHeaderValue(size);
        return new ProblemResult(
            StatusCodes.Status416RangeNotSatisfiable, "range_not_satisfiable", "Ask for a range within the size that Content-Range tells.")
            .ExecuteAsync(httpContext);
    }
}
