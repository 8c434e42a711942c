using System.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using ReportScheduler.Api.Json;
using ReportScheduler.Domain;

namespace ReportScheduler.Api.Errors;

/// <summary>Answers with a <see cref="Problem"/>.</summary>
internal sealed class ProblemResult(int status, string code, string detail, IReadOnlyList<FieldError>? errors = null) : IResult
{
    public const string ContentType = "application/problem+json";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        var problem = new Problem(
            "about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, code, errors ?? [],
            Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier);
        return httpContext.Response.WriteAsJsonAsync(problem, ApiJson.Default.Problem, ContentType, httpContext.RequestAborted);
    }
}
