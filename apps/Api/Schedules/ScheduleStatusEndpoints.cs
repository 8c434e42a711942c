using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>Pausing and resuming a schedule, and looking ahead.</summary>
internal static class ScheduleStatusEndpoints
{
    private const int DefaultCount = 10;
    private const int MaxCount = 100;

    public static void MapScheduleStatus(this IEndpointRouteBuilder schedules)
    {
        schedules.MapPost("/{id:guid}/pause", PauseAsync).RequireRole(Role.Editor).WithName("pauseSchedule").WithSummary("Stops a schedule from firing");
        schedules.MapPost("/{id:guid}/resume", ResumeAsync).RequireRole(Role.Editor).WithName("resumeSchedule").WithSummary("Lets a paused schedule fire again")
            .WithDescription("What would have fired while it was paused is not made up.");
        schedules.MapGet("/{id:guid}/next-fires", GetNextFiresAsync).WithName("listNextFires").WithSummary("Tells when a schedule fires next, or would if it were active");
    }

    private static async Task<Results<Ok<Schedule>, ProblemResult>> PauseAsync(
        Guid id, PauseInput? input, ClaimsPrincipal user, HttpResponse response, ScheduleStore schedules, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (input?.Validate() is { Count: > 0 } errors) return Problems.Invalid(errors);
        var scope = user.Scope();
        while (await schedules.FindAsync(scope, id, cancellationToken) is { } current)
        {
            if (await schedules.PauseAsync(scope, current, input?.Note, time.GetUtcNow(), cancellationToken) is { } paused)
                return response.Ok(paused, paused.Version);
        }

        return Problems.NotFound();
    }

    private static async Task<Results<Ok<Schedule>, ProblemResult>> ResumeAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, ScheduleStore schedules, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        while (await schedules.FindAsync(scope, id, cancellationToken) is { } current)
        {
            // One that is active may be due this instant; a new next fire would skip that one.
            if (current.Status == ScheduleStatus.Active) return response.Ok(current, current.Version);

            var now = time.GetUtcNow();
            var next = FireCalendar.Create(current.Timing, []).Next(now)?.At;
            if (await schedules.ResumeAsync(scope, id, current.Version, next, now, cancellationToken) is { } resumed)
                return response.Ok(resumed, resumed.Version);
        }

        return Problems.NotFound();
    }

    private static async Task<Results<Ok<NextFires>, ProblemResult>> GetNextFiresAsync(
        Guid id, [Description("1 to 100; 10 when absent.")] int? count, ClaimsPrincipal user, ScheduleStore schedules, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (count is < 1 or > MaxCount) return Problems.InvalidQuery("count", "invalid_count", $"Give a count from 1 to {MaxCount}.");
        if (await schedules.FindAsync(user.Scope(), id, cancellationToken) is not { } schedule) return Problems.NotFound();

        var calendar = FireCalendar.Create(schedule.Timing, []);
        var fires = new List<NextFire>();
        for (var next = calendar.Next(time.GetUtcNow()); next is { } fire && fires.Count < (count ?? DefaultCount); next = calendar.Next(fire.At))
            fires.Add(new NextFire(fire.At, calendar.ToLocal(fire.At)));
        return TypedResults.Ok(new NextFires(schedule.Timing.TimeZone, fires));
    }
}
