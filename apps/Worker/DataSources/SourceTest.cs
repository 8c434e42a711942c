using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Worker.DataSources;

/// <summary>Tries a data source for the Api, which has no way to tenants' databases.</summary>
internal sealed class SourceTest(DataSourceStore sources, CredentialProtector credentials, SourceDrivers drivers)
{
    /// <returns>Null when the tenant has no such source.</returns>
    public async Task<DataSourceTestResult?> RunAsync(DataSourceTestRequest request, CancellationToken cancellationToken)
    {
        var scope = new Postgres.TenantScope(request.TenantId, RunExecutionStore.Actor);
        if (await sources.FindConnectionAsync(scope, request.DataSourceId, cancellationToken) is not { } connection) return null;

        var settings = await connection.ToSettingsAsync(credentials, request.TenantId, cancellationToken);
        var result = await drivers.Of(settings.Kind).TestAsync(settings, cancellationToken);
        return new DataSourceTestResult(result.Ok, result.ServerVersion, result.Error?.Message, (long)result.Duration.TotalMilliseconds);
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
