using System.Text.Json.Serialization;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>What apps send as JSON; names are matched without regard to case, as Go does.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(AppResponse))]
[JsonSerializable(typeof(AppBulkResponse))]
[JsonSerializable(typeof(List<AppSubscription>))]
internal sealed partial class PubSubJson : JsonSerializerContext;

internal sealed record AppResponse(string? Status);

internal sealed record AppBulkResponse(List<AppBulkStatus>? Statuses);

internal sealed record AppBulkStatus(string? EntryId, string? Status);

/// <summary>An entry of <c>GET /dapr/subscribe</c>.</summary>
internal sealed record AppSubscription(
    string? PubsubName,
    string? Topic,
    string? Route,
    AppRoutes? Routes,
    string? DeadLetterTopic,
    Dictionary<string, string>? Metadata,
    AppBulkSubscribe? BulkSubscribe);

internal sealed record AppRoutes(List<AppRule>? Rules, string? Default);

internal sealed record AppRule(string? Match, string? Path);

internal sealed record AppBulkSubscribe(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);
