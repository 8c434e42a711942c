using Npgsql;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Firing;

/// <summary>A schedule that is due and locked by the claim.</summary>
public sealed record DueSchedule(
    Guid TenantId, Guid Id, Guid ReportId, string Cron, string TimeZone, DateTimeOffset NextFireAt, string Parameters, Guid[] DestinationIds);

/// <summary>What a claim has written.</summary>
/// <param name="Claimed">Schedules taken; the batch size when more may be due.</param>
/// <param name="Runs">The runs to publish.</param>
/// <param name="LateBy">How long the oldest fire was overdue.</param>
public sealed record Claim(int Claimed, IReadOnlyList<RunRequested> Runs, TimeSpan LateBy);

/// <summary>
/// Turns due schedules into runs. Claimed rows are locked and passed over by other Schedulers; advancing the schedule
/// and writing the runs is one transaction, so a fire becomes exactly one run whoever crashes.
/// </summary>
public sealed class DueSchedules(NpgsqlDataSource dataSource)
{
    /// <summary>When the next schedule is due; null when none is.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT next_fire_at FROM schedules WHERE next_fire_at IS NOT NULL ORDER BY next_fire_at LIMIT 1");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime due ? new DateTimeOffset(due, TimeSpan.Zero) : null;
    }

    /// <summary>Claims up to <paramref name="batchSize"/> schedules that are due at <paramref name="now"/>.</summary>
    /// <param name="plan">Decides what becomes of each; a <see cref="FormatException"/> pauses the schedule with its message.</param>
    public async Task<Claim> ClaimAsync(
        DateTimeOffset now, int batchSize, Func<DueSchedule, CronFirePlan> plan, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await LockDueAsync(connection, now, batchSize, cancellationToken);
        if (due.Count == 0) return new Claim(0, [], TimeSpan.Zero);

        var write = new ClaimWrite(now);
        foreach (var schedule in due)
        {
            try
            {
                write.Add(schedule, plan(schedule));
            }
            catch (FormatException e)
            {
                write.Pause(schedule, e.Message);
            }
        }

        await using var batch = write.ToBatch(connection);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Claim(due.Count, write.Runs, now - due[0].NextFireAt);
    }

    private static async Task<List<DueSchedule>> LockDueAsync(
        NpgsqlConnection connection, DateTimeOffset now, int batchSize, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT tenant_id, id, report_id, cron, time_zone, next_fire_at, parameters::text, destination_ids
            FROM schedules
            WHERE next_fire_at <= $1
            ORDER BY next_fire_at LIMIT $2
            FOR UPDATE SKIP LOCKED
            """,
            connection)
        {
            Parameters = { new() { Value = now }, new() { Value = batchSize } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<DueSchedule>();
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(new DueSchedule(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetString(6), reader.GetFieldValue<Guid[]>(7)));
        }

        return due;
    }
}
