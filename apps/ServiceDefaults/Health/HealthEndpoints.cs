using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace ReportScheduler.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    /// <summary>Tag of the checks that must pass before the app is given work.</summary>
    public const string Ready = "ready";

    public static void MapHealthEndpoints(this WebApplication app)
    {
        // Alive means the process answers; a restart would not mend a database or a sidecar.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous();
    }
}
