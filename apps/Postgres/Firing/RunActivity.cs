using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Firing;

/// <summary>What goes on of guarded schedules. Backfills run beside their schedule and do not count.</summary>
internal static class RunActivity
{
    public static async Task<Dictionary<Guid, ScheduleActivity>> ListAsync(
        NpgsqlConnection connection, Guid[] schedules, CancellationToken cancellationToken)
    {
        var activities = new Dictionary<Guid, ScheduleActivity>();
        if (schedules.Length == 0) return activities;

        await using var command = new NpgsqlCommand(
            """
            SELECT schedule_id, count(*) FILTER (WHERE waits_for IS DISTINCT FROM 'overlap')::int, count(*) FILTER (WHERE waits_for = 'overlap')::int
            FROM runs
            WHERE schedule_id = ANY ($1) AND guarded AND finished_at IS NULL AND backfill_id IS NULL
            GROUP BY schedule_id
            """,
            connection)
        {
            Parameters = { new() { Value = schedules } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            activities[reader.GetGuid(0)] = new ScheduleActivity(reader.GetInt32(1), reader.GetInt32(2));
        return activities;
    }
}
