using Npgsql;

namespace ReportScheduler.Postgres.Firing;

/// <summary>The monthly partitions of the run ledger.</summary>
public sealed class RunPartitions(NpgsqlDataSource dataSource)
{
    /// <summary>Makes the partitions from this month to some months ahead. Safe to repeat.</summary>
    /// <returns>How many were made.</returns>
    public async Task<int> EnsureAsync(DateTimeOffset now, int monthsAhead, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT ensure_run_partitions($1, $2)");
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = now.AddMonths(monthsAhead).UtcDateTime });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
