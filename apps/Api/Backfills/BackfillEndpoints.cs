using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.Idempotency;
using ReportScheduler.Api.Json;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Backfills;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Backfills;

internal static class BackfillEndpoints
{
    public static void MapBackfills(this IEndpointRouteBuilder v1)
    {
        var ofSchedule = v1.MapGroup("/schedules/{id:guid}/backfills").WithTags("Backfills");
        ofSchedule.MapGet("", ListAsync).WithName("listBackfills").WithSummary("Lists the backfills of a schedule, newest first");
        ofSchedule.MapPost("", CreateAsync).RequireRole(Role.Editor).LimitRuns().TakesIdempotencyKey().WithName("createBackfill").WithSummary("Runs past fires of a schedule")
            .WithDescription("At most 1,000 fires; those on days that calendars close are left out. Each run has the nominal fire time of its fire.");
        var backfills = v1.MapGroup("/backfills").WithTags("Backfills");
        backfills.MapGet("/{id:guid}", GetAsync).WithName("getBackfill").WithSummary("Reads a backfill and where its runs stand");
        backfills.MapPost("/{id:guid}/cancel", CancelAsync).RequireRole(Role.Editor).WithName("cancelBackfill").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Ends the runs of a backfill that have not ended");
    }

    private static async Task<Results<Ok<Page<Backfill>>, ProblemResult>> ListAsync(
        Guid id, [AsParameters] PageQuery query, ClaimsPrincipal user, ScheduleStore schedules, BackfillStore backfills,
        CancellationToken cancellationToken)
    {
        if (!query.TryParse(out var page, out var problem)) return problem;
        var scope = user.Scope();
        return await schedules.FindAsync(scope, id, cancellationToken) is null
            ? Problems.NotFound()
            : TypedResults.Ok(await backfills.ListAsync(scope, id, page, cancellationToken));
    }

    private static async Task<Results<Created<Backfill>, ProblemResult>> CreateAsync(
        Guid id, BackfillInput input, ClaimsPrincipal user, HttpRequest request, ScheduleStore schedules, BackfillStore backfills,
        BackfillRequester requester, CancellationToken cancellationToken)
    {
        var (scope, errors) = (user.Scope(), new List<FieldError>());
        if (!request.TryReadOnce(input, ApiJson.Default.BackfillInput, ApiJson.Default.Backfill, out var once, out var problem)) return problem;
        if (once is not null && await backfills.FindRequestedAsync(scope, once, cancellationToken) is { } earlier)
            return TypedResults.Created($"/v1/backfills/{earlier.Id}", earlier);
        if (await schedules.FindAsync(scope, id, cancellationToken) is not { } schedule) return Problems.NotFound();

        var backfill = await requester.RequestAsync(scope, schedule, input, once, errors, cancellationToken);
        if (errors.Count > 0) return Problems.Invalid(errors);
        return backfill is null ? Problems.NotFound() : TypedResults.Created($"/v1/backfills/{backfill.Id}", backfill);
    }

    private static async Task<Results<Ok<Backfill>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, BackfillStore backfills, CancellationToken cancellationToken) =>
        await backfills.FindAsync(user.Scope(), id, cancellationToken) is { } backfill ? TypedResults.Ok(backfill) : Problems.NotFound();

    private static async Task<Results<Ok<Backfill>, ProblemResult>> CancelAsync(
        Guid id, ClaimsPrincipal user, BackfillStore backfills, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var isCancelled = await backfills.CancelAsync(scope, id, cancellationToken);
        if (await backfills.FindAsync(scope, id, cancellationToken) is not { } backfill) return Problems.NotFound();
        return isCancelled ? TypedResults.Ok(backfill) : Problems.Conflict("backfill_ended", "All its runs have ended: there is nothing to cancel.");
    }
}
