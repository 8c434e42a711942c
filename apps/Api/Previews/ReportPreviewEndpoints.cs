using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.Workers;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;

namespace ReportScheduler.Api.Previews;

/// <summary>Queries tried before they are saved. Workers run them, since only they may reach tenants' data sources.</summary>
internal static class ReportPreviewEndpoints
{
    private const int MaxRows = 100;

    public static void MapReportPreviews(this IEndpointRouteBuilder v1)
    {
        var reports = v1.MapGroup("/reports").WithTags("Reports").RequireRole(Role.Editor);
        reports.MapPost("/preview", PreviewAsync).LimitRuns().WithName("previewReport").WithSummary("Reads the first rows of a query");
        reports.MapPost("/explain", ExplainAsync).LimitRuns().WithName("explainReport").WithSummary("Tells how the data source would run a query");
    }

    private static async Task<Results<Ok<ReportPreview>, ProblemResult>> PreviewAsync(
        ReportPreviewInput input, ClaimsPrincipal user, DataSourceStore sources, WorkerClient worker, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (question, bound, problem) = await CheckAsync(input, user, sources, time, cancellationToken);
        if (problem is not null) return problem;
        return await worker.PreviewAsync(new SourceRowsRequest(question!, MaxRows), cancellationToken) switch
        {
            null => Problems.WorkerUnavailable(),
            { Error: { } error } => Problems.OfSource(error),
            var rows => TypedResults.Ok(new ReportPreview(rows.Columns, rows.Rows, rows.Truncated, rows.DurationMs, bound!)),
        };
    }

    private static async Task<Results<Ok<ReportPlan>, ProblemResult>> ExplainAsync(
        ReportPreviewInput input, ClaimsPrincipal user, DataSourceStore sources, WorkerClient worker, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (question, _, problem) = await CheckAsync(input, user, sources, time, cancellationToken);
        if (problem is not null) return problem;
        return await worker.ExplainAsync(new SourcePlanRequest(question!), cancellationToken) switch
        {
            null => Problems.WorkerUnavailable(),
            { Error: { } error } => Problems.OfSource(error),
            { Text: { } text } => TypedResults.Ok(new ReportPlan(text)),
            _ => Problems.OfSource(new SourceError("explain_unsupported", "Data sources of this kind do not tell how they run a query.")),
        };
    }

    private static async Task<(SourceQuestion? Question, BoundValues? Bound, ProblemResult? Problem)> CheckAsync(
        ReportPreviewInput input, ClaimsPrincipal user, DataSourceStore sources, TimeProvider time, CancellationToken cancellationToken)
    {
        var (scope, errors) = (user.Scope(), new List<FieldError>());
        if (input.Check(scope.TenantId, time.GetUtcNow(), errors) is not { } check) return (null, null, Problems.Invalid(errors));
        return await sources.FindAsync(scope, check.Question.DataSourceId, cancellationToken) is null
            ? (null, null, Problems.UnknownDataSource())
            : (check.Question, check.Bound, null);
    }
}
