using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ReportScheduler.ServiceDefaults.Health;

/// <summary>
/// What the platform's probes ask. The answer is 200 or 503, and text: the state, then a line for each reason.
/// <list type="bullet">
/// <item><c>/health/started</c>: the app has started, and the database has its schema.</item>
/// <item><c>/health/ready</c>: the database answers and so does the sidecar; it comes back by itself when they do.</item>
/// <item>
/// <c>/health/live</c>: the process answers, and nothing else. A database or a sidecar that is away is not mended by a restart
/// of the app. On Container Apps the platform restarts the sidecar by itself, and the app finds it again: its channel
/// reconnects, and the new sidecar asks for its subscriptions. A restart would only give up the runs in work.
/// </item>
/// </list>
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Tag of the checks that must pass before the app is given work.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of the checks that must pass once before the others are asked.</summary>
    private const string Started = "started";

    public static void MapHealthEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health/started", Of(check => check.Tags.Contains(Started))).AllowAnonymous();
        app.MapHealthChecks("/health/ready", Of(check => check.Tags.Contains(Ready))).AllowAnonymous();
        app.MapHealthChecks("/health/live", Of(_ => false)).AllowAnonymous();
    }

    private static HealthCheckOptions Of(Func<HealthCheckRegistration, bool> checks) => new() { Predicate = checks, ResponseWriter = WriteAsync };

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var reasons = report.Entries
            .Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => $"{entry.Key}: {Reason(entry.Value)}");
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(string.Join('\n', reasons.Prepend($"{report.Status}")), context.RequestAborted);
    }

    // The message of an exception that a check did not expect could name hosts.
    private static string? Reason(HealthReportEntry entry) =>
        entry.Exception is { } e && e.Message == entry.Description ? "The check failed; the log says why." : entry.Description;
}
