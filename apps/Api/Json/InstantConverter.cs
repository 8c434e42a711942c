using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.Api.Json;

/// <summary>Reads an instant only with its offset: without one it would mean whatever zone the server is in.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var instant) && HasOffset(reader.GetString()!)) return instant;
        throw new JsonException("The text is no instant with an offset.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    // As the reader takes it, an offset is Z or ±hh:mm, and the date before it has dashes.
    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.IndexOf('T', StringComparison.Ordinal) is var time and > 0 && text.AsSpan(time).IndexOfAny('+', '-') > 0);
}
