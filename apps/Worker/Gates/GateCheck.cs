using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Rows;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.Worker.DataSources;
using ReportScheduler.Worker.Rendering;

namespace ReportScheduler.Worker.Gates;

/// <summary>Asks a tenant's data source whether the data of a waiting run is there, for the Scheduler, which cannot reach it.</summary>
internal sealed partial class GateCheck(
    GateStore gates, SourceAccess access, SourceDrivers drivers, ILogger<GateCheck> logger)
{
    // A gate's query is asked again and again; one that takes long is no gate.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public async Task<GateCheckResult> RunAsync(GateCheckRequest request, CancellationToken cancellationToken)
    {
        if (await gates.FindAsync(request.TenantId, request.RunId, cancellationToken) is not { } question) return new GateCheckResult(false, null);

        try
        {
            var bound = BoundRun.Bind(question.Parameters, question.Values, request.RunId, question.TimeZone);
            var settings = await access.FindAsync(request.TenantId, question.DataSourceId, cancellationToken);
            var query = new SourceQuery(question.Sql, bound.Parameters, Timeout);
            return new GateCheckResult(await drivers.Of(settings.Kind).IsTrueAsync(settings, query, cancellationToken), null);
        }
        catch (ReportException e)
        {
            Refused(logger, e, request.RunId);
            return new GateCheckResult(false, e.Message);
        }
    }

    // The first cell of the first row: where a database has no booleans, any number but 0 stands for true.
    private async Task<bool> IsTrueAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        await using var reader = await drivers.Of(settings.Kind).ExecuteAsync(settings, query, cancellationToken);
        var batch = new RowBatch(reader.Columns.Count);
        return reader.Columns.Count > 0 && await reader.ReadAsync(batch, cancellationToken) && IsTrue(reader.Columns[0].Type, batch);
    }

    private static bool IsTrue(ColumnType type, RowBatch batch) => batch.TryGetCell(0, 0, out var cell) && type switch
    {
        ColumnType.Boolean => cell[0] != 0,
        ColumnType.Integer => CellValue.Integer(cell) != 0,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gate of run {RunId} could not be asked")]
    private static partial void Refused(ILogger logger, Exception exception, Guid runId);
}

internal static class GateCheckEndpoint
{
    public static void MapGateCheck(this WebApplication app) =>
        app.MapPost(
                $"/{GateCheckRequest.Method}",
                (GateCheckRequest request, GateCheck check, CancellationToken cancellationToken) => check.RunAsync(request, cancellationToken))
            .RequireDaprCallbackToken();
}
