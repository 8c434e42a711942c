using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Api.Workers;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Reports;

namespace ReportScheduler.Api.Previews;

/// <summary>The values that a report's parameter offers.</summary>
internal static class OptionEndpoints
{
    public static void MapParameterOptions(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/reports/{id:guid}/parameters/{name}/options", ListAsync).WithTags("Reports").RequireRole(Role.Editor).LimitRuns()
            .WithName("getParameterOptions").MayAnswer(StatusCodes.Status422UnprocessableEntity)
            .WithSummary("Reads the values that a parameter offers: its choices, or what its query gives");

    private static async Task<Results<Ok<ParameterOptions>, ProblemResult>> ListAsync(
        Guid id, string name, ClaimsPrincipal user, ReportStore reports, WorkerClient worker, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var report = await reports.FindAsync(scope, id, cancellationToken);
        if (report?.Parameters.FirstOrDefault(parameter => parameter.Name == name) is not { } parameter) return Problems.NotFound();
        if (parameter.OptionsSql is not { } sql) return TypedResults.Ok(ParameterOptions.OfChoices(parameter));

        var question = new SourceQuestion(scope.TenantId, report.DataSourceId, sql, [], Values: null, time.GetUtcNow(), "UTC");
        return await worker.PreviewAsync(new SourceRowsRequest(question, ParameterOptions.MaxItems), cancellationToken) switch
        {
            null => Problems.WorkerUnavailable(),
            { Error: { } error } => Problems.OfSource(error),
            var rows => TypedResults.Ok(ParameterOptions.OfRows(parameter, rows)),
        };
    }
}
