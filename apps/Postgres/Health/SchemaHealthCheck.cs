using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using ReportScheduler.Postgres.Migrations;

namespace ReportScheduler.Postgres.Health;

/// <summary>Asks whether the database has the schema this app was built for. A newer one will do: a release may be taken back.</summary>
internal sealed class SchemaHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await DatabaseSchema.ListMissingAsync(dataSource, cancellationToken) is [var first, ..]
                ? HealthCheckResult.Unhealthy($"The database lacks the migration {first}: run 'migrate'.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
