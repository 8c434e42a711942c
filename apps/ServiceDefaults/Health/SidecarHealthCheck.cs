using Dapr.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ReportScheduler.ServiceDefaults.Health;

/// <summary>Asks for the sidecar's outbound health: its full health waits for this app and would never come first.</summary>
internal sealed class SidecarHealthCheck(DaprClient dapr) : IHealthCheck
{
    /// <summary>How long an answer may take: less than the platform's probe waits, so that it gets the reason.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (await dapr.CheckOutboundHealthAsync(cancellationToken)) return HealthCheckResult.Healthy();
        }
        catch (OperationCanceledException)
        {
            // It holds the connection and does not answer.
        }

        return HealthCheckResult.Unhealthy("The Dapr sidecar does not answer.");
    }
}
