using Microsoft.Extensions.Logging;

namespace ReportScheduler.ServiceDefaults.Telemetry;

/// <summary>What lines of the log tell about whom they are for: ids, never names of people.</summary>
public static class LogScopes
{
    private static readonly Func<ILogger, Guid, IDisposable?> Tenant = LoggerMessage.DefineScope<Guid>("Tenant {TenantId}");
    private static readonly Func<ILogger, Guid, Guid, IDisposable?> Run = LoggerMessage.DefineScope<Guid, Guid>("Tenant {TenantId}, run {RunId}");

    /// <summary>Until it is disposed, lines have the field tenantId.</summary>
    public static IDisposable? BeginTenant(this ILogger logger, Guid tenantId) => Tenant(logger, tenantId);

    /// <summary>Until it is disposed, lines have the fields tenantId and runId.</summary>
    public static IDisposable? BeginRun(this ILogger logger, Guid tenantId, Guid runId) => Run(logger, tenantId, runId);
}
