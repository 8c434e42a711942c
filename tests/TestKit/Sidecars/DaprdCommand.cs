using System.Runtime.Versioning;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.DevHost.Sidecar;

namespace ReportScheduler.TestKit.Sidecars;

/// <summary>The command lines of daprd.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DaprdCommand
{
    private readonly string _program;
    private readonly string _resources;
    private readonly string _nameResolution;
    private readonly DaprdControlPlane _controlPlane;
    private readonly Dictionary<string, string?> _environment;

    private DaprdCommand(
        string program, string resources, string nameResolution, DaprdControlPlane controlPlane, Dictionary<string, string?> environment) =>
        (_program, _resources, _nameResolution, _controlPlane, _environment) = (program, resources, nameResolution, controlPlane, environment);

    public static async Task<DaprdCommand> CreateAsync(
        string binaries,
        SidecarSetup setup,
        SidecarRuntime runtime,
        DaprdControlPlane controlPlane,
        RedisDatabase redis,
        WorkflowStateDatabase workflowState,
        CancellationToken cancellationToken)
    {
        // The apps find each other through a file: multicast DNS may not be had where tests run.
        var nameResolution = Path.Combine(setup.Folder, "name-resolution.yaml");
        await File.WriteAllTextAsync(
            nameResolution,
            $"""
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: name-resolution
            spec:
              nameResolution:
                component: sqlite
                version: v1
                configuration:
                  connectionString: "{Path.Combine(setup.Folder, "names.db")}"
            """,
            cancellationToken);
        return new DaprdCommand(
            Path.Combine(binaries, "daprd"),
            ComponentFolder.Find("local"),
            nameResolution,
            controlPlane,
            new Dictionary<string, string?>
            {
                ["DAPR_API_TOKEN"] = runtime.ApiToken,
                ["APP_API_TOKEN"] = runtime.AppApiToken,
                ["DAPR_HOST_IP"] = "127.0.0.1",
                ["SECRETS_FILE"] = setup.SecretsFile,
                ["REDIS_HOST"] = redis.Host,
                ["REDIS_PASSWORD"] = redis.Password,
                ["REDIS_DB"] = $"{redis.Number}",
                ["WORKFLOW_STATE_CONNECTION"] = workflowState.LibpqConnectionString,
            });
    }

    public Tool For(SidecarApp app)
    {
        var ports = FreePorts.Take(2);
        return new Tool(
            _program,
            "--app-id", app.AppId,
            "--app-port", $"{app.AppPort}",
            "--app-protocol", "http",
            "--dapr-http-port", $"{app.HttpPort}",
            "--dapr-grpc-port", $"{app.GrpcPort}",
            "--dapr-listen-addresses", "127.0.0.1",
            "--dapr-internal-grpc-port", $"{ports[0]}",
            "--dapr-internal-grpc-listen-address", "127.0.0.1",
            "--metrics-port", $"{ports[1]}",
            "--resources-path", _resources,
            "--config", Path.Combine(_resources, "config.yaml"),
            "--config", _nameResolution,
            "--placement-host-address", _controlPlane.PlacementAddress,
            "--scheduler-host-address", _controlPlane.SchedulerAddress,
            "--enable-app-health-check",
            "--app-health-check-path", "/health/live",
            "--app-health-probe-interval", "1",
            "--app-health-threshold", "1",
            "--dapr-graceful-shutdown-seconds", "1")
        {
            Environment = _environment,
        };
    }
}
