using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>An error of the Dapr API, answered as a gRPC status or as JSON with an HTTP status.</summary>
/// <param name="grpcStatus">Status on the gRPC API.</param>
/// <param name="httpStatus">Status on the HTTP API.</param>
/// <param name="errorCode">Value of <c>errorCode</c> on the HTTP API.</param>
/// <param name="message">Text for both.</param>
internal sealed class SidecarException(StatusCode grpcStatus, int httpStatus, string errorCode, string message)
    : Exception(message)
{
    public StatusCode GrpcStatus { get; } = grpcStatus;

    public int HttpStatus { get; } = httpStatus;

    public string ErrorCode { get; } = errorCode;
}
