namespace Dapr.Workflow.Sidecar;

/// <summary>How large gRPC messages may be, in bytes; null for no limit on this side. The sidecar has its own limit, 4 MiB by default.</summary>
internal sealed record MessageSizeLimits(int? Receive, int? Send);
