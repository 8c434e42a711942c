using Microsoft.Extensions.DependencyInjection;

namespace ReportScheduler.Postgres.Health;

internal static class HealthCheckRegistration
{
    // Shorter than the platform's probe waits, with the two seconds that a command which is given up may take, so that it gets the reason.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The database for <c>/health/ready</c>, its schema for <c>/health/started</c>.</summary>
    public static IServiceCollection AddDatabaseHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseHealthCheck>("postgres", tags: ["ready"], timeout: Limit)
            .AddCheck<SchemaHealthCheck>("schema", tags: ["started"], timeout: Limit);
        return services;
    }
}
