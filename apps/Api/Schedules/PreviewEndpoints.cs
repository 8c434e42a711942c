using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>Looking ahead.</summary>
internal static class PreviewEndpoints
{
    public static void MapPreviews(this IEndpointRouteBuilder schedules)
    {
        schedules.MapGet("/{id:guid}/next-fires", GetNextFiresAsync).WithName("listNextFires").WithSummary("Tells when a schedule fires next, or would if it were active")
            .WithDescription("Each fire tells why it moved, or why it will be skipped.");
        schedules.MapPost("/preview", PreviewAsync).RequireRole(Role.Editor).WithName("previewSchedule").WithSummary("Tells when a schedule would fire, before it is written");
    }

    private static async Task<Results<Ok<NextFires>, ProblemResult>> GetNextFiresAsync(
        Guid id, [Description("1 to 100; 10 when absent.")] int? count, ClaimsPrincipal user, ScheduleStore schedules, TimingChecker timings,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (count is < 1 or > FirePreview.MaxCount)
            return Problems.InvalidQuery("count", "invalid_count", $"Give a count from 1 to {FirePreview.MaxCount}.");
        var scope = user.Scope();
        if (await schedules.FindAsync(scope, id, cancellationToken) is not { } schedule) return Problems.NotFound();
        return TypedResults.Ok(await OfAsync(scope, schedule, time.GetUtcNow(), count, timings, cancellationToken));
    }

    private static async Task<Results<Ok<NextFires>, ProblemResult>> PreviewAsync(
        PreviewInput input, ClaimsPrincipal user, ScheduleStore schedules, TimingChecker timings, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (scope, errors, from) = (user.Scope(), new List<FieldError>(), input.From?.ToUniversalTime() ?? time.GetUtcNow());
        input.Validate(errors);
        var schedule = input.ScheduleId is { } id ? await schedules.FindAsync(scope, id, cancellationToken) : null;
        if (input.ScheduleId is not null && schedule is null)
            errors.Add(new("scheduleId", "unknown_schedule", "Name a schedule of yours: there is none with this id."));
        if (errors.Count > 0) return Problems.Invalid(errors);
        if (!input.HasTiming) return TypedResults.Ok(await OfAsync(scope, schedule!, from, input.Count, timings, cancellationToken));

        var timing = TimingShorthand.Read(input.Timing, input.Cron, input.TimeZone, isChained: false, errors);
        var found = new List<FieldError>();
        var result = timing is null ? null : await timings.CheckAsync(scope, timing, isChained: false, found, cancellationToken);
        if (result is null) return Problems.Invalid([.. errors, .. input.Timing is null ? found.Select(TimingShorthand.Rename) : found]);
        return TypedResults.Ok(FirePreview.Of(
            result.Calendar, result.Timing, schedule?.Id, remaining: null, from, input.Count ?? FirePreview.DefaultCount));
    }

    private static async Task<NextFires> OfAsync(
        TenantScope scope, Schedule schedule, DateTimeOffset from, int? count, TimingChecker timings, CancellationToken cancellationToken) =>
        FirePreview.Of(
            await timings.CompileAsync(scope, schedule.Timing, cancellationToken), schedule.Timing, schedule.Id, schedule.RemainingFires, from,
            count ?? FirePreview.DefaultCount);
}
