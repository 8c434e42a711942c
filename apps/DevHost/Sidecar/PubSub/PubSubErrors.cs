using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>daprd's errors of the pub/sub API.</summary>
internal static class PubSubErrors
{
    public static SidecarException NotConfigured(string name) => new(
        StatusCode.FailedPrecondition, 400, "ERR_PUBSUB_NOT_CONFIGURED", $"pubsub {name} is not configured");

    public static SidecarException NotFound(string name) => new(
        StatusCode.InvalidArgument, 404, "ERR_PUBSUB_NOT_FOUND", $"pubsub {name} is not found");

    public static SidecarException NameEmpty() => new(
        StatusCode.InvalidArgument, 404, "ERR_PUBSUB_EMPTY", "pubsub name is empty");

    public static SidecarException TopicEmpty(string name) => new(
        StatusCode.InvalidArgument, 404, "ERR_TOPIC_NAME_EMPTY", $"topic is empty in pubsub {name}");

    public static SidecarException Forbidden(string topic, string appId) => new(
        StatusCode.PermissionDenied, 403, "ERR_PUBSUB_FORBIDDEN", $"topic {topic} is not allowed for app id {appId}");

    public static SidecarException Metadata(string rawPayload) => new(
        StatusCode.InvalidArgument, 400, "ERR_PUBSUB_REQUEST_METADATA",
        $"failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is '{rawPayload}'");

    public static SidecarException CloudEvent() => new(
        StatusCode.InvalidArgument, 500, "ERR_PUBSUB_CLOUD_EVENTS_SER", "cannot create cloudevent");

    public static SidecarException Entries(string topic, string name, string problem) => new(
        StatusCode.InvalidArgument, 400, "ERR_PUBSUB_EVENTS_SER",
        $"error marshaling events to bytes for topic {topic} pubsub {name}. error: {problem}");
}
