using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Firing;

/// <summary>A schedule whose timer is locked by the transaction at work.</summary>
internal sealed record DueSchedule(Guid TenantId, Guid Id, string Plan, bool IsGuarded, int? Remaining, DateTimeOffset DueAt);

/// <summary>What a claim has written.</summary>
/// <param name="Claimed">Schedules taken; the batch size when more may be due.</param>
/// <param name="Runs">The runs to publish.</param>
/// <param name="LateBy">How long the oldest fire was overdue.</param>
/// <param name="DueTimes">When each fire was due, jitter included; without those that were skipped.</param>
/// <param name="Broken">Schedules that were paused because their plan cannot be evaluated.</param>
/// <param name="NextDue">When the next schedule is due; null when none is, or more may be due now.</param>
public sealed record Claim(
    int Claimed, RunBatch Runs, TimeSpan LateBy, IReadOnlyList<DateTimeOffset> DueTimes, IReadOnlyList<Guid> Broken, DateTimeOffset? NextDue);

/// <summary>
/// Turns due schedules into runs. Claimed timers are locked and passed over by other Schedulers; advancing them and
/// writing the runs is one transaction, so a fire becomes exactly one run whoever crashes.
/// </summary>
public sealed class DueSchedules(NpgsqlDataSource dataSource)
{
    private readonly PlanCache _plans = new();

    /// <summary>Claims up to <paramref name="batchSize"/> schedules that are due at <paramref name="now"/>.</summary>
    /// <param name="publishWithin">How long the outbox leaves the runs to the caller.</param>
    /// <param name="isSecond">The caller has another claim at work. Of such there is one at a time in all Schedulers; else nothing is claimed.</param>
    public async Task<Claim> ClaimAsync(
        DateTimeOffset now, int batchSize, TimeSpan publishWithin, bool isSecond, CancellationToken cancellationToken)
    {
        try
        {
            return await ClaimAsync(now, batchSize, publishWithin, isSecond, passOver: false, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return await ClaimAsync(now, batchSize, publishWithin, isSecond, passOver: true, cancellationToken);
        }
    }

    private async Task<Claim> ClaimAsync(
        DateTimeOffset now, int batchSize, TimeSpan publishWithin, bool isSecond, bool passOver, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // Committed by the batch that writes.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await LockDueAsync(connection, now, batchSize, isSecond, cancellationToken);
        var write = new ClaimWrite(now);
        var activities = await RunActivity.ListAsync(
            connection, [.. due.Where(schedule => schedule.IsGuarded).Select(schedule => schedule.Id)], cancellationToken);
        foreach (var schedule in due)
        {
            try
            {
                var plan = await _plans.GetAsync(connection, schedule.TenantId, schedule.Plan, cancellationToken);
                write.Add(schedule, plan, activities.GetValueOrDefault(schedule.Id));
            }
            catch (Exception e) when (e is FormatException or FireOrderException)
            {
                write.Pause(schedule, e.Message);
            }
        }

        if (due.Count > 0 && TraceParent.Current is { } trace)
            await connection.ListAsync(new Statement("SELECT set_config('app.trace_parent', $1, true)", trace), _ => true, cancellationToken);
        await using var batch = write.ToBatch(connection, publishWithin, passOver, tellNext: due.Count < batchSize);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var next = await TenantDatabase.ReadAsync(reader, row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken);
        return new Claim(
            due.Count, write.Runs, due.Count > 0 ? now - due[0].DueAt : TimeSpan.Zero, write.DueTimes, write.Paused,
            next.Count > 0 ? next[0] : null);
    }

    private static async Task<List<DueSchedule>> LockDueAsync(
        NpgsqlConnection connection, DateTimeOffset now, int batchSize, bool isSecond, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT tenant_id, schedule_id, plan, guarded, remaining, next_fire_at
            FROM timers
            WHERE next_fire_at <= $1 AND (NOT $3 OR (SELECT pg_try_advisory_xact_lock(hashtext('second_claim'))))
            ORDER BY next_fire_at LIMIT $2
            FOR UPDATE SKIP LOCKED
            """,
            connection)
        {
            Parameters = { new() { Value = now }, new() { Value = batchSize }, new() { Value = isSecond } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<DueSchedule>(batchSize);
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(new DueSchedule(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(3), reader.IsDBNull(4) ? null : reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return due;
    }
}
