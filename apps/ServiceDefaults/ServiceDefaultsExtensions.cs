using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ReportScheduler.Domain.Messages;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.ServiceDefaults.Health;
using ReportScheduler.ServiceDefaults.Lifetime;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.ServiceDefaults.Telemetry;

namespace ReportScheduler.ServiceDefaults;

/// <summary>What every app has: logs, telemetry, health, Dapr client, secrets, orderly shutdown.</summary>
public static class ServiceDefaultsExtensions
{
    /// <param name="appId">The Dapr app id; also the service name in telemetry.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string appId)
    {
        builder.WebHost.ConfigureKestrelDefaults();
        builder.AddTelemetry(appId);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddDaprClient(dapr => dapr.UseJsonSerializationOptions(MessagesJson.Default.Options));
        builder.Services.AddSingleton<SecretKeys>();
        builder.Services.AddSingleton<CredentialProtector>();
        builder.Services.AddSingleton<DaprCallbackToken>();
        builder.Services.AddHealthChecks()
            .AddCheck<SidecarHealthCheck>("sidecar", tags: [HealthEndpoints.Ready], timeout: SidecarHealthCheck.Limit);
        builder.Services.AddHostedService<StandardInputLifetime>();
        // In-flight work gets this long to end after SIGTERM; Container Apps' termination grace is longer.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        return builder;
    }

    /// <summary>Maps the health endpoints.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapHealthEndpoints();
        return app;
    }
}
