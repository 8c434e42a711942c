using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>daprd's mapping of an app's HTTP status to a gRPC status.</summary>
internal static class HttpStatusMapping
{
    public static StatusCode ToGrpc(int httpStatus) => httpStatus switch
    {
        >= 200 and < 300 => StatusCode.OK,
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        408 => StatusCode.Cancelled,
        409 => StatusCode.AlreadyExists,
        429 => StatusCode.ResourceExhausted,
        501 => StatusCode.Unimplemented,
        503 => StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        _ => StatusCode.Unknown,
    };
}
