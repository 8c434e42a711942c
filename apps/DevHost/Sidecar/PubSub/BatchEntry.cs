using System.Text.Json;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>One message of a batch for an app.</summary>
internal sealed record BatchEntry(string Id, PendingMessage Pending, string Path)
{
    public const string NoEvent = "it is not a CloudEvent";

    /// <returns>Null when the message is not to be sent, for the reason in <paramref name="problem"/>.</returns>
    public static BatchEntry? Create(
        PendingMessage pending, Subscription subscription, DateTimeOffset now, out string problem)
    {
        var head = subscription.RawPayload
            ? new EventHead(null, CloudEvents.DefaultType, null, null, null)
            : EventHead.Read(pending.Message.Data);
        var path = subscription.PathFor(head?.Type);
        problem = head is null ? NoEvent : head.HasExpired(now) ? "it has expired" : path is null ? "no route takes it" : "";
        return problem.Length == 0 ? new BatchEntry(Guid.CreateVersion7().ToString(), pending, path!) : null;
    }

    /// <summary>The body of a bulk delivery.</summary>
    public static ReadOnlyMemory<byte> Envelope(Subscription subscription, IEnumerable<BatchEntry> entries)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Guid.CreateVersion7());
            json.WriteString("type", CloudEvents.DefaultType + ".bulk");
            json.WriteString("topic", subscription.Topic);
            json.WriteString("pubsubname", subscription.PubSub);
            json.WriteStartObject("metadata");
            json.WriteString("pubsubName", subscription.PubSub);
            json.WriteEndObject();
            json.WriteStartArray("entries");
            foreach (var entry in entries)
                entry.Write(json, subscription.RawPayload);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private void Write(Utf8JsonWriter json, bool raw)
    {
        json.WriteStartObject();
        json.WriteString("entryId", Id);
        if (raw)
        {
            json.WriteBase64String("event", Pending.Message.Data.Span);
        }
        else
        {
            json.WritePropertyName("event");
            json.WriteRawValue(Pending.Message.Data.Span);
        }
        json.WriteStartObject("metadata");
        foreach (var (name, value) in Pending.Message.Metadata)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteString("contentType", raw ? "application/octet-stream" : ContentTypes.CloudEvent);
        json.WriteEndObject();
    }
}
