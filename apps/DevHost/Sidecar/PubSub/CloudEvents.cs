using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>Makes the CloudEvents envelope that daprd puts around a message.</summary>
internal static class CloudEvents
{
    public const string DefaultType = "com.dapr.event.sent";
    public const int MaxDataDepth = 500;
    private const string DefaultSource = "Dapr";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Wraps what an app published; a payload that is an event already is only completed.</summary>
    /// <exception cref="SidecarException">The payload claims to be a CloudEvent and is no JSON object.</exception>
    public static byte[] Wrap(PublishedEvent published, DateTimeOffset now)
    {
        var cloudEvent = ContentTypes.Is(published.ContentType, ContentTypes.CloudEvent)
            ? Complete(published, now)
            : Create(published, now);
        if (Ttl(published.Metadata) is { } ttl)
            cloudEvent["expiration"] = Text(now + ttl);
        return Bytes(cloudEvent);
    }

    /// <summary>Wraps a raw message for an app that subscribed with rawPayload.</summary>
    public static byte[] FromRaw(BusMessage message, string pubSub)
    {
        var cloudEvent = new JsonObject
        {
            ["id"] = Guid.CreateVersion7().ToString(),
            ["specversion"] = "1.0",
            ["type"] = DefaultType,
            ["source"] = DefaultSource,
            ["datacontenttype"] = "application/octet-stream",
            ["topic"] = message.Topic,
            ["pubsubname"] = pubSub,
            ["data_base64"] = Convert.ToBase64String(message.Data.Span),
        };
        foreach (var field in (string[])["traceid", "traceparent", "tracestate"])
        {
            if (message.Metadata.TryGetValue(field, out var value))
                cloudEvent[field] = value;
        }
        return Bytes(cloudEvent);
    }

    private static JsonObject Create(PublishedEvent published, DateTimeOffset now)
    {
        string? Given(string name) => published.Metadata
            .FirstOrDefault(entry => entry.Key.Equals("cloudevent." + name, StringComparison.OrdinalIgnoreCase)).Value;

        var contentType = published.ContentType.Length > 0 ? published.ContentType : "text/plain";
        var trace = Given("traceparent") ?? Given("traceid") ?? published.TraceParent;
        var cloudEvent = new JsonObject
        {
            ["id"] = Given("id") ?? Guid.CreateVersion7().ToString(),
            ["specversion"] = "1.0",
            ["type"] = Given("type") ?? DefaultType,
            ["source"] = Given("source") ?? published.AppId,
            ["datacontenttype"] = contentType,
            ["topic"] = published.Topic,
            ["pubsubname"] = published.PubSub,
            ["traceid"] = trace,
            ["traceparent"] = trace,
            ["tracestate"] = Given("tracestate") ?? published.TraceState,
            ["time"] = Text(now),
        };
        if (Given("subject") is { } subject)
            cloudEvent["subject"] = subject;
        if (ContentTypes.IsBinary(contentType))
            cloudEvent["data_base64"] = Convert.ToBase64String(published.Data.Span);
        else if (ContentTypes.Is(contentType, ContentTypes.Json) && TryParse(published.Data, out var json))
            cloudEvent["data"] = json;
        else
            cloudEvent["data"] = Encoding.UTF8.GetString(published.Data.Span);
        return cloudEvent;
    }

    private static JsonObject Complete(PublishedEvent published, DateTimeOffset now)
    {
        if (!TryParse(published.Data, out var json) || json is not JsonObject cloudEvent)
            throw PubSubErrors.CloudEvent();
        try
        {
            cloudEvent.TryAdd("time", Text(now));
            if (!cloudEvent.ContainsKey("traceid"))
            {
                cloudEvent["traceid"] = published.TraceParent;
                cloudEvent["traceparent"] = published.TraceParent;
            }
            cloudEvent.TryAdd("tracestate", published.TraceState);
            cloudEvent["topic"] = published.Topic;
            cloudEvent["pubsubname"] = published.PubSub;
            cloudEvent["source"] ??= DefaultSource;
            cloudEvent["type"] ??= DefaultType;
            cloudEvent["specversion"] ??= "1.0";
            return cloudEvent;
        }
        catch (ArgumentException)
        {
            // A property given twice shows only when the object is first used.
            throw PubSubErrors.CloudEvent();
        }
    }

    private static bool TryParse(ReadOnlyMemory<byte> data, out JsonNode? json)
    {
        try
        {
            json = JsonNode.Parse(data.Span, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDataDepth });
            return true;
        }
        catch (JsonException)
        {
            json = null;
            return false;
        }
    }

    // A TTL that is not understood is no TTL, as in daprd.
    private static TimeSpan? Ttl(IReadOnlyDictionary<string, string> metadata)
    {
        var text = metadata.FirstOrDefault(entry => entry.Key.Equals("ttl", StringComparison.OrdinalIgnoreCase)).Value
            ?? metadata.FirstOrDefault(entry => entry.Key.Equals("ttlInSeconds", StringComparison.OrdinalIgnoreCase)).Value;
        if (string.IsNullOrEmpty(text))
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
        return GoDuration.TryParse(text, out var duration) ? duration : null;
    }

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static byte[] Bytes(JsonObject cloudEvent)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            cloudEvent.WriteTo(writer);
        return buffer.ToArray();
    }
}

/// <summary>What an app handed over to publish.</summary>
internal sealed record PublishedEvent(
    string AppId,
    string PubSub,
    string Topic,
    ReadOnlyMemory<byte> Data,
    string ContentType,
    IReadOnlyDictionary<string, string> Metadata,
    string TraceParent,
    string TraceState);
