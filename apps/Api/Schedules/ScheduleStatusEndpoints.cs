using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>Pausing and resuming a schedule.</summary>
internal static class ScheduleStatusEndpoints
{
    public static void MapScheduleStatus(this IEndpointRouteBuilder schedules)
    {
        schedules.MapPost("/{id:guid}/pause", PauseAsync).RequireRole(Role.Editor).WithName("pauseSchedule").WithSummary("Stops a schedule from firing");
        schedules.MapPost("/{id:guid}/resume", ResumeAsync).RequireRole(Role.Editor).WithName("resumeSchedule").WithSummary("Lets a paused schedule fire again")
            .WithDescription("What would have fired while it was paused is not made up.");
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
                return response.Shown(paused);
        }

        return Problems.NotFound();
    }

    private static async Task<Results<Ok<Schedule>, ProblemResult>> ResumeAsync(
        Guid id, PauseInput? input, ClaimsPrincipal user, HttpResponse response, ScheduleStore schedules, TimingChecker timings,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (input?.Validate() is { Count: > 0 } errors) return Problems.Invalid(errors);
        var scope = user.Scope();
        while (await schedules.FindAsync(scope, id, cancellationToken) is { } current)
        {
            // One that is active may be due this instant; a new next fire would skip that one.
            if (current.Status == ScheduleStatus.Active) return response.Shown(current);

            var calendar = await timings.CompileAsync(scope, current.Timing, cancellationToken);
            var now = time.GetUtcNow();
            var next = calendar?.NextDue(id, current.Timing.JitterSeconds, now);
            if (await schedules.ResumeAsync(scope, current, input?.Note, next, now, cancellationToken) is { } resumed)
                return response.Shown(resumed);
        }

        return Problems.NotFound();
    }
}
