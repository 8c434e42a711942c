using System.Text.Json.Serialization;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>The answer of <c>GET /v1.0/metadata</c>.</summary>
internal sealed record MetadataBody(
    string Id,
    string RuntimeVersion,
    IReadOnlyList<ComponentBody> Components,
    IReadOnlyDictionary<string, string> Extended,
    IReadOnlyList<SubscriptionBody>? Subscriptions,
    AppConnectionBody AppConnectionProperties,
    ActorRuntimeBody ActorRuntime,
    WorkflowsBody Workflows);

internal sealed record ComponentBody(string Name, string Type, string Version, IReadOnlyList<string> Capabilities);

internal sealed record SubscriptionBody(
    [property: JsonPropertyName("pubsubname")] string PubSubName,
    string Topic,
    IReadOnlyDictionary<string, string>? Metadata,
    IReadOnlyList<RuleBody> Rules,
    string DeadLetterTopic,
    string Type);

internal sealed record RuleBody(string? Match, string Path);

internal sealed record AppConnectionBody(int? Port, string? Protocol, string? ChannelAddress);

internal sealed record ActorRuntimeBody(string RuntimeStatus, bool HostReady);

internal sealed record WorkflowsBody(int ConnectedWorkers);
