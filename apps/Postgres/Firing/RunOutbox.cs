using Npgsql;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Firing;

/// <summary>The runs that wait to be published. Publishing twice is harmless: a run is admitted once.</summary>
public sealed class RunOutbox(NpgsqlDataSource dataSource)
{
    /// <summary>Requested runs that were never published, or so long ago that their message must have been lost.</summary>
    /// <param name="unpublishedFor">How long a run may stay unpublished before somebody else than its creator publishes it.</param>
    /// <param name="waitingFor">How long a published run may wait for a worker before it is published again.</param>
    public async Task<List<RunRequested>> ListOverdueAsync(
        TimeSpan unpublishedFor, TimeSpan waitingFor, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT tenant_id, id FROM runs
            WHERE state = 'requested'
                AND ((published_at IS NULL AND requested_at <= now() - $1) OR published_at <= now() - $2)
            ORDER BY requested_at LIMIT $3
            """);
        command.Parameters.Add(new() { Value = unpublishedFor });
        command.Parameters.Add(new() { Value = waitingFor });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await TenantDatabase.ReadAsync(reader, row => new RunRequested(row.GetGuid(0), row.GetGuid(1)), cancellationToken);
    }

    /// <summary>Records that the runs' messages were taken by the broker.</summary>
    public async Task MarkPublishedAsync(IReadOnlyCollection<RunRequested> runs, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new Statement(
            """
            UPDATE runs r SET published_at = now()
            FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS p (tenant_id, nominal_fire_at, id)
            WHERE r.tenant_id = p.tenant_id AND r.nominal_fire_at = p.nominal_fire_at AND r.id = p.id AND r.state = 'requested'
            """,
            runs.Select(run => run.TenantId).ToArray(),
            runs.Select(run => RunId.NominalFireAt(run.RunId).UtcDateTime).ToArray(),
            runs.Select(run => run.RunId).ToArray()).ToCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
