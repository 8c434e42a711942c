using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.State;

/// <summary>daprd's errors of the state API.</summary>
internal static class StateErrors
{
    public static SidecarException NotConfigured(string store) => new(
        StatusCode.FailedPrecondition, 500, "ERR_STATE_STORE_NOT_CONFIGURED", $"state store {store} is not configured");

    public static SidecarException NotFound(string store) => new(
        StatusCode.InvalidArgument, 400, "ERR_STATE_STORE_NOT_FOUND", $"state store {store} is not found");

    public static SidecarException IllegalKey(string key) => new(
        StatusCode.InvalidArgument, 400, "ERR_MALFORMED_REQUEST", $"input key/keyPrefix '{key}' can't contain '||'");

    public static SidecarException EmptyKey() => new(
        StatusCode.InvalidArgument, 400, "ERR_MALFORMED_REQUEST", "state key cannot be empty");

    public static SidecarException Save(string store, Exception cause) =>
        Write("ERR_STATE_SAVE", $"failed saving state in state store {store}: {cause.Message}", cause);

    public static SidecarException Delete(string key, Exception cause) =>
        Write("ERR_STATE_DELETE", $"failed deleting state with key {key}: {cause.Message}", cause);

    public static SidecarException DeleteBulk(string store, Exception cause) =>
        Write("ERR_STATE_BULK_DELETE", $"failed deleting state in state store {store}: {cause.Message}", cause);

    public static SidecarException Transaction(Exception cause) => new(
        StatusCode.Internal, 500, "ERR_STATE_TRANSACTION", $"error while executing state transaction: {cause.Message}");

    public static SidecarException UnknownOperation(string operation) => new(
        StatusCode.Unimplemented, 400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {operation} not supported");

    public static SidecarException QueryUnsupported() => new(
        StatusCode.Unimplemented, 500, "ERR_STATE_STORE_NOT_SUPPORTED", "state store does not support querying");

    private static SidecarException Write(string errorCode, string message, Exception cause) =>
        cause is ETagMismatchException
            ? new(StatusCode.Aborted, 409, errorCode, message)
            : new(StatusCode.Internal, 500, errorCode, message);
}
