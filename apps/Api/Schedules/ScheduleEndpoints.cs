using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Schedules;

internal static class ScheduleEndpoints
{
    public static void MapSchedules(this IEndpointRouteBuilder v1)
    {
        var schedules = v1.MapGroup("/schedules").WithTags("Schedules");
        schedules.MapGet("", ListAsync).WithName("listSchedules").WithSummary("Lists the schedules, newest first");
        schedules.MapPost("", CreateAsync).RequireRole(Role.Editor).WithName("createSchedule").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Adds a schedule, which is active at once");
        schedules.MapGet("/{id:guid}", GetAsync).WithName("getSchedule").WithSummary("Reads a schedule");
        schedules.MapPut("/{id:guid}", UpdateAsync).RequireRole(Role.Editor).WithName("updateSchedule").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Replaces a schedule; a paused one stays paused");
        schedules.MapDelete("/{id:guid}", DeleteAsync).RequireRole(Role.Editor).WithName("deleteSchedule").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Deletes a schedule that no other follows; its runs stay");
        schedules.MapScheduleStatus();
        schedules.MapPreviews();
    }

    private static async Task<Results<Ok<Page<Schedule>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, Guid? reportId, ClaimsPrincipal user, ScheduleStore schedules, CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await ShownAsync(schedules.ListAsync(user.Scope(), reportId, page, cancellationToken)))
            : problem;

    private static async Task<Page<Schedule>> ShownAsync(Task<Page<Schedule>> reading)
    {
        var page = await reading;
        return page with { Items = [.. page.Items.Select(ShownSchedule.Of)] };
    }

    private static async Task<Results<Ok<Schedule>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, ScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.FindAsync(user.Scope(), id, cancellationToken) is { } schedule
            ? response.Shown(schedule)
            : Problems.NotFound();

    private static async Task<Results<Created<Schedule>, ProblemResult>> CreateAsync(
        ScheduleInput input, ClaimsPrincipal user, HttpResponse response, ScheduleStore schedules, ScheduleWriter writer,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var (scope, id, errors) = (user.Scope(), Guid.CreateVersion7(), new List<FieldError>());
        while (await writer.CheckAsync(scope, id, input, errors, cancellationToken) is { } write)
        {
            if (write is { NextFireAt: null, Rules.AfterScheduleId: null })
                return Problems.Invalid("timing", "never_fires", "All its times lie in the past; give one to come.");

            // Otherwise what it names has changed meanwhile, and another look tells how.
            if (await schedules.CreateAsync(scope, id, write, time.GetUtcNow(), cancellationToken) is { } schedule)
                return response.Created($"/v1/schedules/{id}", ShownSchedule.Of(schedule), schedule.Version);
        }

        return Problems.Invalid(errors);
    }

    private static async Task<Results<Ok<Schedule>, ProblemResult>> UpdateAsync(
        Guid id, ScheduleInput input, ClaimsPrincipal user, HttpRequest request, HttpResponse response, ScheduleStore schedules,
        ScheduleWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await schedules.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        var errors = new List<FieldError>();
        var write = await writer.CheckAsync(scope, id, input, errors, cancellationToken);
        if (write is null) return Problems.Invalid(errors);

        return await schedules.UpdateAsync(scope, current, write, time.GetUtcNow(), cancellationToken) is { } schedule
            ? response.Shown(schedule)
            : Problems.VersionMismatch();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Guid id, ClaimsPrincipal user, HttpRequest request, ScheduleStore schedules, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await schedules.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;

        return (await schedules.DeleteAsync(scope, current, time.GetUtcNow(), cancellationToken))
            .ToResult("Other schedules follow this one: delete them first, or let them run by themselves.");
    }
}
