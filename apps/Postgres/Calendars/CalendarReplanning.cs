using System.Text.Json;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Calendars;

/// <summary>Plans the schedules that use a calendar anew, within the transaction that changes the calendar.</summary>
internal sealed class CalendarReplanning(TenantTransaction transaction, TenantScope scope)
{
    private const int ChunkSize = 1000;

    private readonly Dictionary<string, (ScheduleTiming Timing, FireCalendar? Calendar)> _timings = [];

    /// <summary>Picks rows of <c>schedules s</c> of the tenant $1 that use a calendar.</summary>
    public static string Uses(string id) =>
        $"s.tenant_id = $1 AND s.deleted_at IS NULL AND s.timing -> 'calendars' @> jsonb_build_array(jsonb_build_object('id', {id}::uuid))";

    /// <summary>Gives the schedules their next fires after now. One that is due but not yet claimed stays due.</summary>
    public async Task ReplanAsync(Guid calendarId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Planned> chunk;
        var after = Guid.Empty;
        do
        {
            chunk = await transaction.ListAsync(Select(calendarId, after), Map, cancellationToken);
            await CompileAsync(chunk, cancellationToken);
            if (chunk.Count > 0) await transaction.ListAsync(Update(chunk, now), _ => true, cancellationToken);
            after = chunk.Count > 0 ? chunk[^1].Id : after;
        }
        while (chunk.Count == ChunkSize);

        await transaction.ListAsync(
            new Statement($"SELECT pg_notify('{SchedulerSignals.Channel}', '{SchedulerSignals.Schedules}')"), _ => true, cancellationToken);
    }

    private Statement Select(Guid calendarId, Guid after) => new(
        $"""
        SELECT s.id, s.timing, s.rules, s.status = 'active' AND coalesce(t.remaining > 0, true) AS fires
        FROM schedules s JOIN timers t ON t.tenant_id = s.tenant_id AND t.schedule_id = s.id
        WHERE {Uses("$2")} AND s.id > $3
        ORDER BY s.id LIMIT {ChunkSize} FOR NO KEY UPDATE OF t, s
        """,
        scope.TenantId, calendarId, after);

    private static Planned Map(Npgsql.NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<string>("timing"), JsonSerializer.Deserialize(row.Get<string>("rules"), ScheduleJson.Default.ScheduleRules)!,
        row.Get<bool>("fires"));

    // Many schedules share few timings.
    private async Task CompileAsync(List<Planned> chunk, CancellationToken cancellationToken)
    {
        foreach (var text in chunk.Select(schedule => schedule.TimingText))
        {
            if (_timings.ContainsKey(text)) continue;
            var timing = JsonSerializer.Deserialize(text, ScheduleJson.Default.ScheduleTiming)!;
            var calendars = await transaction.ListAsync(
                CalendarStore.FindAll(scope, [.. timing.Calendars!.Select(reference => reference.Id)]), Schedules.CalendarRows.Map, cancellationToken);
            timing = timing with
            {
                Calendars = [.. calendars.Select(calendar => new CalendarReference(calendar.Id, calendar.Version))],
            };
            _timings[text] = (timing, timing.Entries.Count == 0 ? null : FireCalendar.TryCreate(timing, calendars, []));
        }
    }

    private Statement Update(List<Planned> chunk, DateTimeOffset now)
    {
        var next = chunk.Select(schedule => schedule.Fires && _timings[schedule.TimingText] is (var timing, { } calendar)
            ? calendar.NextDue(schedule.Id, timing.JitterSeconds, now)?.UtcDateTime
            : null);
        return new Statement(
            """
            WITH f AS (
                SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) AS f (id, timing, plan, next_fire_at)
            ), s AS (
                UPDATE schedules SET timing = f.timing::jsonb FROM f WHERE schedules.tenant_id = $1 AND schedules.id = f.id
            )
            UPDATE timers t
            SET plan = f.plan, next_fire_at = CASE WHEN t.next_fire_at <= $6 THEN t.next_fire_at ELSE f.next_fire_at END
            FROM f WHERE t.tenant_id = $1 AND t.schedule_id = f.id
            """,
            scope.TenantId,
            chunk.Select(schedule => schedule.Id).ToArray(),
            chunk.Select(schedule => JsonSerializer.Serialize(_timings[schedule.TimingText].Timing, ScheduleJson.Default.ScheduleTiming)).ToArray(),
            chunk.Select(schedule => new SchedulePlan(_timings[schedule.TimingText].Timing, schedule.Rules).ToText()).ToArray(),
            next.ToArray(),
            now);
    }

    private sealed record Planned(Guid Id, string TimingText, ScheduleRules Rules, bool Fires);
}
