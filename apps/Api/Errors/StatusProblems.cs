using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;

namespace ReportScheduler.Api.Errors;

/// <summary>Gives a body to the statuses that the framework answers with none.</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(StatusCodeContext context) => Of(context.HttpContext).ExecuteAsync(context.HttpContext);

    private static ProblemResult Of(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => new(400, "bad_request", "The request cannot be read: check its parameters and its body."),
        StatusCodes.Status401Unauthorized => Problems.Unauthenticated(),
        StatusCodes.Status403Forbidden => RoleInsufficient(http),
        StatusCodes.Status404NotFound => new(404, "route_not_found", "There is nothing at this address; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new(405, "method_not_allowed", "Use one of the methods in the header Allow."),
        StatusCodes.Status413PayloadTooLarge => new(413, "body_too_large", "Send a body of at most 1 MiB."),
        StatusCodes.Status415UnsupportedMediaType => new(415, "unsupported_media_type", "Send the body as application/json, or as the type that /openapi/v1.json names."),
        var status => new(status, "request_failed", "The request was refused."),
    };

    private static ProblemResult RoleInsufficient(HttpContext http)
    {
        var role = http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
        return new(403, "role_insufficient", $"This needs the role {role}; ask an owner of your tenant.");
    }
}
