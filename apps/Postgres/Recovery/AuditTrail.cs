using Npgsql;

namespace ReportScheduler.Postgres.Recovery;

/// <summary>An audit event that does not fit its chain.</summary>
/// <param name="Problem"><c>changed</c>, <c>removed</c>, <c>added</c>, or <c>linkBeforeRemoved</c>.</param>
public sealed record AuditProblem(Guid TenantId, long EventId, string Problem);

/// <summary>Verifies the audit events of all tenants against the hashes the database chained them with.</summary>
/// <param name="dataSource">A login as the Scheduler has.</param>
public sealed class AuditTrail(NpgsqlDataSource dataSource)
{
    /// <summary>The events that were changed, removed or added past the database's own record. None: the trail is whole.</summary>
    public Task<List<AuditProblem>> ListProblemsAsync(CancellationToken cancellationToken) => dataSource.ListAsync(
        new Statement("SELECT tenant_id, event_id, problem FROM audit_problems()"),
        row => new AuditProblem(row.GetGuid(0), row.GetInt64(1), row.GetString(2)),
        cancellationToken);

    /// <summary>How many tenants have how many events.</summary>
    public async Task<(long Tenants, long Events)> CountAsync(CancellationToken cancellationToken) =>
        (await dataSource.ListAsync(
            new Statement("SELECT tenants, events FROM audit_extent()"), row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken))[0];
}
