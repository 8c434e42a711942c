using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Http;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>Schedules as clients see them: with every rule that holds, so that they need not know the defaults.</summary>
internal static class ShownSchedule
{
    public static Schedule Of(Schedule schedule) => schedule with
    {
        Timing = schedule.Timing with { Calendars = schedule.Timing.Calendars ?? [] },
        Rules = schedule.Rules.WithDefaults(),
    };

    public static Ok<Schedule> Shown(this HttpResponse response, Schedule schedule) => response.Ok(Of(schedule), schedule.Version);
}
