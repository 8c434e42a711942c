using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Reports;

namespace ReportScheduler.Postgres.Execution;

/// <summary>What a worker needs to render a run.</summary>
/// <param name="Source">Null when it was deleted.</param>
/// <param name="IsAnnounced">The ledger tells already that the rendering has begun.</param>
public sealed record RenderWork(
    RunFence Fence,
    string ReportName,
    string Sql,
    IReadOnlyList<ReportParameter> Parameters,
    JsonElement Values,
    DataSourceConnection? Source,
    bool AlreadyRendered,
    bool IsAnnounced)
{
    /// <summary>The columns <see cref="Read"/> reads, of a row <c>run</c> and the <see cref="Joins"/>.</summary>
    internal const string Columns =
        """
        run.id AS run_id, run.attempt, run.fence, p.name AS report_name, v.sql, v.parameters AS definitions, run.parameters AS "values",
        EXISTS (SELECT FROM artifacts a WHERE a.tenant_id = run.tenant_id AND a.run_id = run.id) AS already_rendered, s.*
        """;

    internal const string Joins =
        """
        JOIN reports p ON p.tenant_id = run.tenant_id AND p.id = run.report_id
        JOIN report_versions v ON v.tenant_id = run.tenant_id AND v.report_id = run.report_id AND v.version = run.report_version
        LEFT JOIN data_sources s ON s.tenant_id = run.tenant_id AND s.id = v.data_source_id AND s.deleted_at IS NULL
        """;

    internal static RenderWork Read(NpgsqlDataReader row, Guid tenantId, bool isAnnounced) => new(
        new RunFence(new RunAttempt(tenantId, row.Get<Guid>("run_id"), row.Get<int>("attempt")), row.Get<int>("fence")),
        row.Get<string>("report_name"),
        row.Get<string>("sql"),
        ReportStore.ReadParameters(row, "definitions"),
        row.GetJson("values"),
        DataSourceStore.ReadConnection(row),
        row.Get<bool>("already_rendered"),
        isAnnounced);
}
