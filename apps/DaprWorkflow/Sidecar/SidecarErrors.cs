using Grpc.Core;

namespace Dapr.Workflow.Sidecar;

/// <summary>What the errors of the different sidecar versions mean.</summary>
internal static class SidecarErrors
{
    /// <summary>The sidecar does not have the rpc. Instead of Unimplemented, daprd's catch-all proxy complains about a missing app id.</summary>
    public static bool IsUnsupported(RpcException error) =>
        error.StatusCode == StatusCode.Unimplemented ||
        (error.StatusCode == StatusCode.Unknown &&
            error.Status.Detail.Contains("failed to proxy request: required metadata", StringComparison.OrdinalIgnoreCase));

    /// <summary>There is no such instance, in the words of daprd up to 1.15.</summary>
    public static bool IsNoSuchInstance(RpcException error) =>
        error.StatusCode == StatusCode.NotFound ||
        (error.StatusCode == StatusCode.Unknown &&
            error.Status.Detail.Contains("no such instance exists", StringComparison.OrdinalIgnoreCase));

    /// <summary>The same call may work a moment later.</summary>
    public static bool IsTransient(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted;
}
