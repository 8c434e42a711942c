namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>What an app wants from a topic and where its messages go.</summary>
/// <param name="PubSub">Pub/sub component.</param>
/// <param name="Topic">Topic, without wildcards.</param>
/// <param name="Rules">Tried in order; a rule without a type takes every event.</param>
/// <param name="DeadLetterTopic">Topic of the same component for messages given up; null for none.</param>
/// <param name="Metadata">As the app gave it.</param>
/// <param name="Bulk">Null unless the app wants batches.</param>
/// <param name="Declarative">Whether it comes from a file, not from the app.</param>
internal sealed record Subscription(
    string PubSub,
    string Topic,
    IReadOnlyList<RouteRule> Rules,
    string? DeadLetterTopic,
    IReadOnlyDictionary<string, string> Metadata,
    BulkSubscribe? Bulk,
    bool Declarative)
{
    /// <summary>Whether messages are wrapped for the app instead of being read as CloudEvents.</summary>
    public bool RawPayload => bool.TryParse(Metadata.GetValueOrDefault("rawPayload"), out var raw) && raw;

    /// <summary>Path of the app for an event of this type; null when no rule takes it.</summary>
    public string? PathFor(string? eventType) =>
        Rules.FirstOrDefault(rule => rule.EventType is null || rule.EventType == eventType)?.Path;
}

/// <summary>One routing rule.</summary>
/// <param name="Match">The expression as given; empty for the default route.</param>
/// <param name="EventType">The only type it takes; null for all.</param>
/// <param name="Path">Path in the app, with a leading slash.</param>
internal sealed record RouteRule(string Match, string? EventType, string Path);

/// <summary>Batching of a subscription; daprd's defaults are 100 messages and 1,000 ms.</summary>
internal sealed record BulkSubscribe(int MaxMessages, TimeSpan MaxAwait);
