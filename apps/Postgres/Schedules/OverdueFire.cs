using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Schedules;

/// <summary>
/// A fire that was due before a person changed its schedule and that no Scheduler has claimed: unless one does so first,
/// the change records it as skipped, so that no fire is lost without a trace.
/// </summary>
internal sealed record OverdueFire(Guid RunId, DateTimeOffset NominalAt, DateTimeOffset DueAt, string Reason)
{
    /// <returns>Null when the schedule is not due.</returns>
    public static OverdueFire? Of(Schedule schedule, string reason, DateTimeOffset now)
    {
        if (schedule.NextFireAt is not { } due || due > now) return null;
        var nominal = due - Jitter.Of(schedule.Id, schedule.Timing.JitterSeconds);
        return new OverdueFire(Domain.Runs.RunId.Create(nominal), nominal, due, reason);
    }

    /// <summary>Writes the skipped run of the schedule $1/$2 whose locked timer is the CTE <c>old</c>; takes five arguments from there on.</summary>
    public static string Record(int first) =>
        $"""
        missed AS (
            INSERT INTO runs
                (tenant_id, nominal_fire_at, id, report_id, schedule_id, trigger, state, parameters, destination_ids, skip_reason,
                 requested_at, finished_at, last_event)
            SELECT s.tenant_id, ${first}, ${first + 1}, s.report_id, s.id, 'schedule', 'skipped', s.parameters, s.destination_ids, ${first + 3},
                ${first + 4}, ${first + 4}, 1
            FROM old JOIN schedules s ON s.tenant_id = old.tenant_id AND s.id = old.schedule_id
            WHERE old.next_fire_at = ${first + 2}::timestamptz
            ON CONFLICT DO NOTHING
        )
        """;

    public static object?[] Arguments(OverdueFire? fire, DateTimeOffset now) =>
        fire is null ? [now, Guid.Empty, null, "", now] : [fire.NominalAt, fire.RunId, fire.DueAt, fire.Reason, now];
}
