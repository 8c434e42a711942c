using ReportScheduler.Api.Errors;

namespace ReportScheduler.Api.OpenApi;

internal static class ProblemResponses
{
    /// <summary>Declares a problem that does not follow from what the operation is.</summary>
    public static RouteHandlerBuilder MayAnswer(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<Problem>(status, ProblemResult.ContentType);
}
