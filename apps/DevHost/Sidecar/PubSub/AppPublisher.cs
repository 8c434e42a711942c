namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>The publish API as one app sees it, with daprd's errors.</summary>
internal sealed class AppPublisher(string appId, IReadOnlyDictionary<string, MessageBus> buses, TimeProvider time)
{
    private readonly Dictionary<string, MessageBus> _visible = buses
        .Where(bus => bus.Value.Component.IsFor(appId))
        .ToDictionary(bus => bus.Key, bus => bus.Value);

    /// <summary>Checks everything that does not depend on the single message.</summary>
    /// <exception cref="SidecarException">No such component, no topic, or not allowed.</exception>
    public MessageBus Open(string pubSub, string topic)
    {
        if (_visible.Count == 0)
            throw PubSubErrors.NotConfigured(pubSub);
        if (pubSub.Length == 0)
            throw PubSubErrors.NameEmpty();
        var bus = _visible.GetValueOrDefault(pubSub) ?? throw PubSubErrors.NotFound(pubSub);
        if (topic.Length == 0)
            throw PubSubErrors.TopicEmpty(pubSub);
        return bus.Scopes.MayPublish(appId, topic) ? bus : throw PubSubErrors.Forbidden(topic, appId);
    }

    public void Publish(
        string pubSub, string topic, ReadOnlyMemory<byte> data, string contentType,
        IReadOnlyDictionary<string, string> metadata, TraceContext trace)
    {
        var bus = Open(pubSub, topic);
        bus.Publish(Message(pubSub, topic, data, contentType, metadata, IsRaw(metadata), trace));
    }

    /// <summary>
    /// Publishes all entries or, when one is malformed, none. Metadata of an entry wins over that of the request.
    /// </summary>
    public void PublishBulk(
        string pubSub, string topic, IReadOnlyList<BulkEntry> entries,
        IReadOnlyDictionary<string, string> metadata, TraceContext trace)
    {
        var bus = Open(pubSub, topic);
        var raw = IsRaw(metadata);
        var ids = new HashSet<string>();
        if (entries.Any(entry => entry.Id.Length == 0 || !ids.Add(entry.Id)))
            throw PubSubErrors.Entries(topic, pubSub, "entryId is duplicated or not present for entry");
        var messages = entries
            .Select(entry => Message(
                pubSub, topic, entry.Data, entry.ContentType, Merged(metadata, entry.Metadata), raw, trace))
            .ToList();
        messages.ForEach(bus.Publish);
    }

    private BusMessage Message(
        string pubSub, string topic, ReadOnlyMemory<byte> data, string contentType,
        IReadOnlyDictionary<string, string> metadata, bool raw, TraceContext trace)
    {
        if (raw)
        {
            var traced = new Dictionary<string, string>(metadata);
            if (trace.Parent.Length > 0)
                (traced["traceid"], traced["tracestate"]) = (trace.Parent, trace.State);
            return new BusMessage(topic, data, traced);
        }
        var published = new PublishedEvent(appId, pubSub, topic, data, contentType, metadata, trace.Parent, trace.State);
        return new BusMessage(topic, CloudEvents.Wrap(published, time.GetUtcNow()), metadata);
    }

    private static bool IsRaw(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("rawPayload") is { Length: > 0 } text
        && (bool.TryParse(text, out var raw) ? raw : throw PubSubErrors.Metadata(text));

    // daprd applies the request's metadata only to entries that bring some of their own.
    private static IReadOnlyDictionary<string, string> Merged(
        IReadOnlyDictionary<string, string> request, IReadOnlyDictionary<string, string> entry)
    {
        if (entry.Count == 0)
            return entry;
        var merged = new Dictionary<string, string>(request);
        foreach (var (name, value) in entry)
            merged[name] = value;
        return merged;
    }
}

/// <summary>One message of a bulk publish.</summary>
internal sealed record BulkEntry(
    string Id, ReadOnlyMemory<byte> Data, string ContentType, IReadOnlyDictionary<string, string> Metadata);

/// <summary>W3C trace context of a call; both empty when there is none.</summary>
internal sealed record TraceContext(string Parent, string State);
