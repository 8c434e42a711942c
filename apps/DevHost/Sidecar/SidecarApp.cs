namespace ReportScheduler.DevHost.Sidecar;

/// <summary>One running copy of an app and the loopback ports of the sidecar that serves it.</summary>
/// <param name="AppId">Dapr app id. Apps with the same id are replicas: they compete for messages and invocations.</param>
/// <param name="AppPort">Port on which the app listens for HTTP; 0 when the app takes no calls (no app channel).</param>
/// <param name="GrpcPort">Port of the sidecar's gRPC API (DAPR_GRPC_PORT of the app).</param>
/// <param name="HttpPort">Port of the sidecar's HTTP API (DAPR_HTTP_PORT of the app).</param>
public sealed record SidecarApp(string AppId, int AppPort, int GrpcPort, int HttpPort);
