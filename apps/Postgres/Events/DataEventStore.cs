namespace ReportScheduler.Postgres.Events;

/// <summary>Events that say that data has arrived; each wakes those who look after gates.</summary>
public sealed class DataEventStore(TenantDatabase database)
{
    /// <summary>Records an event.</summary>
    /// <param name="id">A second one with the same id changes nothing.</param>
    public Task AddAsync(TenantScope scope, Guid id, string name, CancellationToken cancellationToken) =>
        database.ListAsync(
            scope,
            new Statement(
                $"""
                WITH added AS (
                    INSERT INTO data_events (tenant_id, id, name, at, posted_by) VALUES ($1, $2, $3, now(), $4)
                    ON CONFLICT DO NOTHING
                    RETURNING 1
                )
                SELECT pg_notify('{SchedulerSignals.Channel}', '{SchedulerSignals.Gates}') FROM added
                """,
                scope.TenantId, id, name, scope.Actor),
            _ => true,
            cancellationToken);
}
