using Npgsql;
using ReportScheduler.Domain.Messages;

namespace ReportScheduler.Postgres.Following;

/// <summary>Alerts of which nobody has been told yet.</summary>
public sealed class AlertOutbox(NpgsqlDataSource dataSource)
{
    private const int Limit = 100;
    private const int MaxAttempts = 10;

    // Longer after each failure, so that a mail server that is away is not flooded when it is back.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    /// <summary>Takes the alerts to tell about now; they come again until they are told, up to ten times.</summary>
    public async Task<List<AlertRaised>> TakeAsync(CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            WITH due AS (
                SELECT tenant_id, id FROM alerts
                WHERE notified_at IS NULL AND notify_after <= now() AND notify_attempts < $1
                ORDER BY notify_after LIMIT $2 FOR UPDATE SKIP LOCKED
            )
            UPDATE alerts a SET notify_attempts = notify_attempts + 1, notify_after = now() + $3 * power(2, notify_attempts)
            FROM due d WHERE a.tenant_id = d.tenant_id AND a.id = d.id
            RETURNING a.tenant_id, a.id
            """,
            MaxAttempts, Limit, FirstRetry);
        return await dataSource.ListAsync(statement, row => new AlertRaised(row.GetGuid(0), row.GetGuid(1)), cancellationToken);
    }
}
