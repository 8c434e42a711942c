using ReportScheduler.ServiceDefaults.Telemetry;

namespace ReportScheduler.Api.Auth;

/// <summary>The tenant of a request in the log.</summary>
internal static class TenantLogScope
{
    /// <summary>Gives the field tenantId to what is logged while a request of a tenant is handled.</summary>
    public static void UseTenantLogScope(this WebApplication app) => app.Use(async (http, next) =>
    {
        using var scope = app.Logger.BeginTenantOf(http);
        await next(http);
    });

    /// <summary>As <see cref="LogScopes.BeginTenant"/>; nothing for a request without a token.</summary>
    public static IDisposable? BeginTenantOf(this ILogger logger, HttpContext http) =>
        http.User.Identity is { IsAuthenticated: true } ? logger.BeginTenant(http.User.Scope().TenantId) : null;
}
