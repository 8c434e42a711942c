using System.Globalization;
using ReportScheduler.DevHost.Data;
using ReportScheduler.DevHost.Ports;

namespace ReportScheduler.DevHost.Apps;

/// <summary>The environment variables that the apps are configured with.</summary>
/// <param name="Ports">All ports.</param>
/// <param name="Data">Where artifacts and mail go.</param>
/// <param name="ApiToken">What the apps send to the sidecar.</param>
/// <param name="AppApiToken">What the sidecar sends to the apps.</param>
public sealed record AppEnvironment(PortPlan Ports, DataFolder Data, string ApiToken, string AppApiToken)
{
    /// <summary>The variables of one app.</summary>
    /// <param name="appId">Its Dapr app id.</param>
    /// <param name="port">Its HTTP port.</param>
    /// <param name="sidecar">Its sidecar's HTTP port; the gRPC port is the next one.</param>
    /// <param name="connectionString">Its own login to the database.</param>
    public IReadOnlyDictionary<string, string?> For(string appId, PortUse port, PortUse sidecar, string connectionString) =>
        new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Text(port.Number)}",
            ["APP_ID"] = appId,
            ["APP_PORT"] = Text(port.Number),
            ["DAPR_HTTP_PORT"] = Text(sidecar.Number),
            ["DAPR_GRPC_PORT"] = Text(sidecar.Number + 1),
            ["DAPR_API_TOKEN"] = ApiToken,
            ["APP_API_TOKEN"] = AppApiToken,
            ["ConnectionStrings__Postgres"] = connectionString,
            ["Artifacts__Folder"] = Data.Artifacts,
            ["Email__PickupFolder"] = Data.Mail,
            ["Email__From"] = "Report Scheduler <reports@example.com>",
            ["Delivery__AllowPrivateAddresses"] = "true",
            ["DataSources__AllowPrivateAddresses"] = "true",
            ["PublicUrl"] = $"http://localhost:{Text(Ports.Gateway.Number)}",
            ["Lifetime__ExitWhenStdinCloses"] = "true",
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["Logging__Console__FormatterOptions__UseUtcTimestamp"] = "true",
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff'Z' ",
            ["Logging__Console__FormatterOptions__ColorBehavior"] = "Disabled",
        };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
