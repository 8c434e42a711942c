using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Reports;

namespace ReportScheduler.Postgres.Execution;

/// <summary>What a worker needs to render a run.</summary>
/// <param name="Source">Null when it was deleted.</param>
/// <param name="TimeZone">The zone in which relative times are meant; null for UTC.</param>
/// <param name="EncryptedFilePassword">Null when files are not encrypted.</param>
/// <param name="TraceParent">The trace in which the run was asked for, as W3C Trace Context; null where none was recorded.</param>
/// <param name="IsAnnounced">The ledger tells already that the rendering has begun.</param>
public sealed record RenderWork(
    RunFence Fence,
    Guid ReportId,
    string ReportName,
    string Sql,
    IReadOnlyList<ReportParameter> Parameters,
    JsonElement Values,
    DataSourceConnection? Source,
    bool AlreadyRendered,
    bool IsAnnounced,
    ReportOutput Output,
    string? TimeZone,
    byte[]? EncryptedFilePassword,
    string? TraceParent)
{
    /// <summary>The columns <see cref="Read"/> reads, of a row <c>run</c> and the <see cref="Joins"/>.</summary>
    internal const string Columns =
        """
        run.id AS run_id, run.attempt, run.fence, p.id AS report_id, p.name AS report_name, p.file_password, v.sql, v.output,
        run.trace_parent, v.parameters AS definitions, run.parameters AS "values", coalesce(run.time_zone, c.timing ->> 'timeZone') AS time_zone,
        EXISTS (SELECT FROM artifacts a WHERE a.tenant_id = run.tenant_id AND a.run_id = run.id) AS already_rendered, s.*
        """;

    internal const string Joins =
        """
        JOIN reports p ON p.tenant_id = run.tenant_id AND p.id = run.report_id
        JOIN report_versions v ON v.tenant_id = run.tenant_id AND v.report_id = run.report_id AND v.version = run.report_version
        LEFT JOIN data_sources s ON s.tenant_id = run.tenant_id AND s.id = v.data_source_id AND s.deleted_at IS NULL
        LEFT JOIN schedules c ON c.tenant_id = run.tenant_id AND c.id = run.schedule_id
        """;

    internal static RenderWork Read(NpgsqlDataReader row, Guid tenantId, bool isAnnounced) => new(
        new RunFence(new RunAttempt(tenantId, row.Get<Guid>("run_id"), row.Get<int>("attempt")), row.Get<int>("fence")),
        row.Get<Guid>("report_id"),
        row.Get<string>("report_name"),
        row.Get<string>("sql"),
        ReportStore.ReadParameters(row, "definitions"),
        row.GetJson("values"),
        DataSourceStore.ReadConnection(row),
        row.Get<bool>("already_rendered"),
        isAnnounced,
        ReportStore.ReadOutput(row),
        row.GetText("time_zone"),
        row.GetBytes("file_password"),
        row.GetText("trace_parent"));
}
