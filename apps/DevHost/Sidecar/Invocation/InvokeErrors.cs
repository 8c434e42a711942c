using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Invocation;

/// <summary>daprd's errors of service invocation.</summary>
internal static class InvokeErrors
{
    private const string Code = "ERR_DIRECT_INVOKE";

    public static SidecarException NoAppId() => new(
        StatusCode.NotFound, 404, Code, "failed getting app id either from the URL path or the header dapr-app-id");

    public static SidecarException NotReady() => new(StatusCode.Internal, 500, Code, "invoke API is not ready");

    public static SidecarException Failed(string appId, string problem) => new(
        StatusCode.Internal, 500, Code, $"failed to invoke, id: {appId}, err: {problem}");
}
