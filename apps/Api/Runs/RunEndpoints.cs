using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.Idempotency;
using ReportScheduler.Api.Json;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Api.Runs;

internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder v1)
    {
        var runs = v1.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("", ListAsync).WithName("listRuns").WithSummary("Lists the runs by nominal fire time, newest first");
        runs.MapPost("", RequestAsync).RequireRole(Role.Editor).LimitRuns().TakesIdempotencyKey().WithName("requestRun").WithSummary("Asks for a run now");
        runs.MapGet("/{id:guid}", GetAsync).WithName("getRun").WithSummary("Reads a run with its artifacts and deliveries")
            .WithDescription("Of each the newest 200; the lists of artifacts and deliveries have all of them.");
        runs.MapPost("/{id:guid}/cancel", CancelAsync).RequireRole(Role.Editor).WithName("cancelRun").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Ends a run that has not ended");
        runs.MapPost("/{id:guid}/retry", RetryAsync).RequireRole(Role.Editor).LimitRuns().WithName("retryRun").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Repeats a run that has ended, as a new run");
        runs.MapGet("/{id:guid}/events", FollowAsync).LimitStreams().WithName("followRun").WithSummary("Follows a run, as server-sent events")
            .WithDescription("Each event is a message whose id is its sequence number; after the run's end comes an event named end. Last-Event-ID is honoured.")
            .Produces<RunEvent>(StatusCodes.Status200OK, RunEventStream.ContentType);
    }

    private static async Task<Results<Ok<Page<Run>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, QueryEnum<RunState>? state, Guid? reportId, Guid? scheduleId, Guid? backfillId,
        ClaimsPrincipal user, RunStore runs,
        CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await runs.ListAsync(user.Scope(), new RunFilter(state?.Value, reportId, scheduleId, backfillId), page, cancellationToken))
            : problem;

    private static async Task<Results<Ok<Run>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, RunDetails runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(user.Scope(), id, cancellationToken) is { } run ? TypedResults.Ok(run) : Problems.NotFound();

    private static async Task<Results<Accepted<Run>, ProblemResult>> RequestAsync(
        RunInput input, ClaimsPrincipal user, HttpRequest request, RunRequester requester, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        if (!request.TryReadOnce(input, ApiJson.Default.RunInput, ApiJson.Default.Run, out var once, out var problem)) return problem;
        return await requester.RequestAsync(user.Scope(), input, once, errors, cancellationToken) is { } run
            ? TypedResults.Accepted($"/v1/runs/{run.Id}", run)
            : Problems.Invalid(errors);
    }

    private static async Task<Results<Ok<Run>, ProblemResult>> CancelAsync(
        Guid id, ClaimsPrincipal user, RunStore runs, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        if (await runs.CancelAsync(scope, id, cancellationToken) is { } run) return TypedResults.Ok(run);
        return await runs.FindAsync(scope, id, cancellationToken) is null
            ? Problems.NotFound()
            : Problems.Conflict("run_ended", "The run has ended: there is nothing to cancel.");
    }

    private static async Task<Results<Accepted<Run>, ProblemResult>> RetryAsync(
        Guid id, ClaimsPrincipal user, RunStore runs, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        if (await runs.RetryAsync(scope, id, cancellationToken) is { } run) return TypedResults.Accepted($"/v1/runs/{run.Id}", run);
        return await runs.FindAsync(scope, id, cancellationToken) is null
            ? Problems.NotFound()
            : Problems.Conflict("run_not_ended", "The run has not ended: wait for its end, or cancel it first.");
    }

    private static async Task<Results<EmptyHttpResult, ProblemResult>> FollowAsync(
        Guid id, HttpContext http, ClaimsPrincipal user, RunStore runs, RunEventStream stream, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        if (await runs.FindAsync(scope, id, cancellationToken) is not { } run) return Problems.NotFound();
        await stream.WriteAsync(http, scope, run);
        return TypedResults.Empty;
    }
}
