using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Calendars;

namespace ReportScheduler.Api.Calendars;

internal static class CalendarEndpoints
{
    public static void MapCalendars(this IEndpointRouteBuilder v1)
    {
        var calendars = v1.MapGroup("/calendars").WithTags("Calendars");
        calendars.MapGet("", ListAsync).WithName("listCalendars").WithSummary("Lists the calendars, newest first, without their days");
        calendars.MapPost("", CreateAsync).RequireRole(Role.Editor).WithName("createCalendar").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Adds a calendar");
        calendars.MapGet("/{id:guid}", GetAsync).WithName("getCalendar").WithSummary("Reads a calendar");
        calendars.MapPut("/{id:guid}", UpdateAsync).RequireRole(Role.Editor).WithName("updateCalendar").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Replaces a calendar")
            .WithDescription("The schedules that use it are planned anew from now on.");
        calendars.MapDelete("/{id:guid}", DeleteAsync).RequireRole(Role.Editor).WithName("deleteCalendar").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Deletes a calendar that no schedule uses");
        calendars.MapCalendarImport();
    }

    private static async Task<Results<Ok<Page<CalendarSummary>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, ClaimsPrincipal user, CalendarStore calendars, CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await calendars.ListAsync(user.Scope(), page, cancellationToken))
            : problem;

    private static async Task<Results<Ok<BusinessCalendar>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, CalendarStore calendars, CancellationToken cancellationToken) =>
        await calendars.FindAsync(user.Scope(), id, cancellationToken) is { } calendar
            ? response.Ok(calendar, calendar.Version)
            : Problems.NotFound();

    private static async Task<Results<Created<BusinessCalendar>, ProblemResult>> CreateAsync(
        CalendarInput input, ClaimsPrincipal user, HttpResponse response, CalendarStore calendars, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = input.Validate();
        if (errors.Count > 0) return Problems.Invalid(errors);

        var id = Guid.CreateVersion7();
        var calendar = await calendars.CreateAsync(user.Scope(), id, input.ToWrite(), time.GetUtcNow(), cancellationToken);
        return response.Created($"/v1/calendars/{id}", calendar, calendar.Version);
    }

    private static async Task<Results<Ok<BusinessCalendar>, ProblemResult>> UpdateAsync(
        Guid id, CalendarInput input, ClaimsPrincipal user, HttpRequest request, HttpResponse response, CalendarStore calendars,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await calendars.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        var errors = input.Validate();
        if (errors.Count > 0) return Problems.Invalid(errors);

        return await calendars.UpdateAsync(scope, id, current.Version, input.ToWrite(), time.GetUtcNow(), cancellationToken) is { } calendar
            ? response.Ok(calendar, calendar.Version)
            : Problems.VersionMismatch();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Guid id, ClaimsPrincipal user, HttpRequest request, CalendarStore calendars, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await calendars.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;

        return (await calendars.DeleteAsync(scope, id, current.Version, time.GetUtcNow(), cancellationToken))
            .ToResult("Schedules use this calendar: take it out of them first.");
    }
}
