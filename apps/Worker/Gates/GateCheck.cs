using ReportScheduler.Domain;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.Worker.DataSources;

namespace ReportScheduler.Worker.Gates;

/// <summary>Asks a tenant's data source whether the data of a waiting run is there, for the Scheduler, which cannot reach it.</summary>
internal sealed partial class GateCheck(
    GateStore gates, DataSourceStore sources, CredentialProtector credentials, SourceDrivers drivers, ILogger<GateCheck> logger)
{
    // A gate's query is asked again and again; one that takes long is no gate.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public async Task<GateCheckResult> RunAsync(GateCheckRequest request, CancellationToken cancellationToken)
    {
        if (await gates.FindAsync(request.TenantId, request.RunId, cancellationToken) is not { } question) return new GateCheckResult(false, null);

        try
        {
            var errors = new List<FieldError>();
            var parameters = ParameterValues.Bind(question.Parameters, question.Values, errors);
            if (errors.Count > 0) throw new ReportException("invalid_parameters", errors[0].Message);

            var connection = await sources.FindConnectionAsync(new(request.TenantId, RunExecutionStore.Actor), question.DataSourceId, cancellationToken)
                ?? throw new ReportException("data_source_deleted", "The report's data source was deleted; choose another one.");
            var settings = await connection.ToSettingsAsync(credentials, request.TenantId, cancellationToken);
            var query = new SourceQuery(question.Sql, parameters, Timeout);
            return new GateCheckResult(await drivers.Of(settings.Kind).IsTrueAsync(settings, query, cancellationToken), null);
        }
        catch (ReportException e)
        {
            Refused(logger, e, request.RunId);
            return new GateCheckResult(false, e.Message);
        }
    }

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
