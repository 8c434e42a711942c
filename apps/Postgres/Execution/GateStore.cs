using System.Text.Json;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Reports;

namespace ReportScheduler.Postgres.Execution;

/// <summary>The question that the gate of a waiting run asks its report's data source.</summary>
/// <param name="TimeZone">The zone in which relative times are meant; null for UTC.</param>
public sealed record GateQuestion(
    string Sql, IReadOnlyList<ReportParameter> Parameters, JsonElement Values, Guid DataSourceId, string? TimeZone);

/// <summary>The gates of waiting runs as a worker sees them.</summary>
public sealed class GateStore(TenantDatabase database)
{
    /// <returns>Null when the run does not wait for a query any more.</returns>
    public Task<GateQuestion?> FindAsync(Guid tenantId, Guid runId, CancellationToken cancellationToken) =>
        database.SingleAsync(
            RunExecutionStore.Scope(tenantId),
            new Statement(
                """
                SELECT s.rules -> 'gate' ->> 'sql' AS sql, v.parameters AS definitions, r.parameters, v.data_source_id,
                    coalesce(r.time_zone, s.timing ->> 'timeZone') AS time_zone
                FROM runs r
                JOIN schedules s ON s.tenant_id = r.tenant_id AND s.id = r.schedule_id
                JOIN reports p ON p.tenant_id = r.tenant_id AND p.id = r.report_id
                JOIN report_versions v ON v.tenant_id = p.tenant_id AND v.report_id = p.id AND v.version = coalesce(r.report_version, p.current_version)
                WHERE r.tenant_id = $1 AND r.nominal_fire_at = $2 AND r.id = $3 AND r.waits_for = 'data' AND s.rules -> 'gate' ? 'sql'
                """,
                tenantId, RunId.NominalFireAt(runId), runId),
            row => new GateQuestion(
                row.Get<string>("sql"), ReportStore.ReadParameters(row, "definitions"), row.GetJson("parameters"), row.Get<Guid>("data_source_id"),
                row.GetText("time_zone")),
            cancellationToken);
}
