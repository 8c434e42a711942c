using System.Globalization;
using System.Text.Json;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>The fields of a CloudEvent that decide how it is delivered.</summary>
internal sealed record EventHead(string? Id, string? Type, string? TraceParent, string? TraceState, DateTimeOffset? Expiration)
{
    // An envelope is deeper than the data in it, which may be as deep as CloudEvents takes it.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2 * CloudEvents.MaxDataDepth };

    public bool HasExpired(DateTimeOffset now) => Expiration < now;

    /// <returns>Null when the bytes are no JSON object.</returns>
    public static EventHead? Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = JsonDocument.Parse(data, Deep);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                return null;
            var expires = DateTimeOffset.TryParse(
                Text(root, "expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
            return new EventHead(
                Text(root, "id"), Text(root, "type"), Text(root, "traceparent") ?? Text(root, "traceid"),
                Text(root, "tracestate"), expires ? at : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
