using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.ServiceDefaults.Dapr;

namespace ReportScheduler.Worker.DataSources;

/// <summary>Tries a data source for the Api, which has no way to tenants' databases.</summary>
internal sealed class SourceTest(DataSourceStore sources, SourceAccess access, SourceDrivers drivers)
{
    /// <returns>Null when the tenant has no such source.</returns>
    public async Task<DataSourceTestResult?> RunAsync(DataSourceTestRequest request, CancellationToken cancellationToken)
    {
        var scope = RunExecutionStore.Scope(request.TenantId);
        if (await sources.FindConnectionAsync(scope, request.DataSourceId, cancellationToken) is not { } connection) return null;

        try
        {
            var settings = await access.ToSettingsAsync(request.TenantId, connection, cancellationToken);
            var result = await drivers.Of(settings.Kind).TestAsync(settings, cancellationToken);
            return new DataSourceTestResult(result.Ok, result.ServerVersion, result.Error?.Message, (long)result.Duration.TotalMilliseconds, result.Error?.Code);
        }
        catch (ReportException e)
        {
            return new DataSourceTestResult(false, null, e.Message, 0, e.Code);
        }
    }
}

internal static class SourceTestEndpoint
{
    public static void MapSourceTest(this WebApplication app) =>
        app.MapPost(
                $"/{DataSourceTestRequest.Method}",
                async (DataSourceTestRequest request, SourceTest test, CancellationToken cancellationToken) =>
                    await test.RunAsync(request, cancellationToken) is { } response ? Results.Ok(response) : Results.NotFound())
            .RequireDaprCallbackToken();
}
