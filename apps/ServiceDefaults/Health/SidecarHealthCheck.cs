using Dapr.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ReportScheduler.ServiceDefaults.Health;

/// <summary>Asks for the sidecar's outbound health: its full health waits for this app and would never come first.</summary>
internal sealed class SidecarHealthCheck(DaprClient dapr) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await dapr.CheckOutboundHealthAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The Dapr sidecar does not answer.");
}
