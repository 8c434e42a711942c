using Npgsql;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Firing;

/// <summary>The runs whose messages are not published yet. Publishing twice is harmless: a run is admitted once.</summary>
public sealed class RunOutbox(NpgsqlDataSource dataSource)
{
    private const int MaxEntries = 20;

    /// <summary>Lists what nobody has published in time: the runs of an entry that still wait.</summary>
    public async Task<List<RunBatch>> ListOverdueAsync(CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            SELECT o.id, r.tenant_id, r.id, r.trace_parent
            FROM (SELECT id, requested_at FROM outbox WHERE publish_after <= now() ORDER BY publish_after LIMIT $1) o
            LEFT JOIN runs r ON r.requested_at = o.requested_at AND r.state = 'requested'
            """,
            MaxEntries);
        var rows = await dataSource.ListAsync(
            statement,
            row => (Id: row.GetGuid(0), Run: row.IsDBNull(1) ? null : new RunKey(row.GetGuid(1), row.GetGuid(2)), Trace: row.IsDBNull(3) ? null : row.GetString(3)),
            cancellationToken);
        return [.. rows.GroupBy(row => row.Id).Select(entry => new RunBatch(entry.Key, [.. entry.Select(row => row.Run).OfType<RunKey>()])
        {
            TraceParent = entry.Select(row => row.Trace).FirstOrDefault(trace => trace is not null),
        })];
    }

    /// <summary>Deletes an entry whose messages the broker has taken.</summary>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        dataSource.ListAsync(new Statement("DELETE FROM outbox WHERE id = $1", id), _ => true, cancellationToken);

    /// <summary>Requested runs whose message must have been lost: they wait longer than that for a worker.</summary>
    public Task<List<RunKey>> ListWaitingAsync(TimeSpan waitingFor, int limit, CancellationToken cancellationToken) =>
        dataSource.ListAsync(
            new Statement(
                """
                SELECT tenant_id, id FROM runs
                WHERE state = 'requested' AND requested_at <= now() - $1 AND coalesce(published_at, requested_at) <= now() - $1
                ORDER BY requested_at LIMIT $2
                """,
                waitingFor, limit),
            RunBatch.MapRun,
            cancellationToken);

    /// <summary>Counts the runs that no worker has taken, of all tenants.</summary>
    /// <param name="limit">Counts no further.</param>
    public async Task<long> CountWaitingAsync(int limit, CancellationToken cancellationToken) =>
        (await dataSource.ListAsync(
            new Statement("SELECT count(*) FROM (SELECT FROM runs WHERE state = 'requested' LIMIT $1) AS waiting", limit),
            row => row.GetInt64(0),
            cancellationToken))[0];

    /// <summary>Records that the runs' messages were published again.</summary>
    public async Task MarkPublishedAgainAsync(IReadOnlyCollection<RunKey> runs, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            UPDATE runs r SET published_at = now()
            FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS p (tenant_id, nominal_fire_at, id)
            WHERE r.tenant_id = p.tenant_id AND r.nominal_fire_at = p.nominal_fire_at AND r.id = p.id AND r.state = 'requested'
            """,
            runs.Select(run => run.TenantId).ToArray(),
            runs.Select(run => RunId.NominalFireAt(run.RunId).UtcDateTime).ToArray(),
            runs.Select(run => run.RunId).ToArray());
        await dataSource.ListAsync(statement, _ => true, cancellationToken);
    }

    /// <summary>An entry for the runs requested at a time, by whoever requests them and in the same transaction.</summary>
    internal static Statement Add(Guid id, DateTimeOffset requestedAt, TimeSpan publishWithin) => new(
        "INSERT INTO outbox (id, requested_at, publish_after) VALUES ($1, $2, now() + $3)", id, requestedAt, publishWithin);

    /// <summary>As <see cref="Add"/>, where it is not known whether there are any.</summary>
    internal static Statement AddIfAny(Guid id, DateTimeOffset requestedAt, TimeSpan publishWithin) => new(
        """
        INSERT INTO outbox (id, requested_at, publish_after)
        SELECT $1, $2, now() + $3 WHERE EXISTS (SELECT FROM runs WHERE state = 'requested' AND requested_at = $2)
        """,
        id, requestedAt, publishWithin);
}
