using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.TestKit.Apps;
using ReportScheduler.TestKit.Network;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>One replica of an app, whose way to its sidecar can be blocked.</summary>
internal sealed class AppInstance : AppProcess
{
    private AppInstance(
        string project, SidecarApp sidecar, FaultProxy toSidecar, IReadOnlyDictionary<string, string?> environment, string temporaryFolder)
        : base(
            project,
            sidecar,
            new Dictionary<string, string?>(environment) { ["DAPR_GRPC_PORT"] = $"{toSidecar.Port}" },
            temporaryFolder) => ToSidecar = toSidecar;

    /// <summary>The app's way to its sidecar's gRPC port.</summary>
    public FaultProxy ToSidecar { get; }

    public static AppInstance Create(
        string project, SidecarApp sidecar, IReadOnlyDictionary<string, string?> environment, string temporaryFolder) =>
        new(project, sidecar, new FaultProxy(sidecar.GrpcPort), environment, temporaryFolder);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await ToSidecar.DisposeAsync();
    }
}
