using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Secrets;

/// <summary>daprd's errors of the secrets API.</summary>
internal static class SecretErrors
{
    public static SidecarException NotConfigured() => new(
        StatusCode.FailedPrecondition, 500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured");

    public static SidecarException NotFound(string store) => new(
        StatusCode.InvalidArgument, 401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {store}");

    public static SidecarException Get(string store, string key) => new(
        StatusCode.Internal, 500, "ERR_SECRET_GET",
        $"failed getting secret with key {key} from secret store {store}: secret {key} not found");
}
