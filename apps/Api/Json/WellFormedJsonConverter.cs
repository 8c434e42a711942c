using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.Api.Json;

/// <summary>
/// Reads a value of any shape and refuses what would fail later: text that is no Unicode (half a surrogate pair), and
/// U+0000, which PostgreSQL cannot store.
/// </summary>
internal sealed class WellFormedJsonConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        try
        {
            if (IsStorable(element)) return element;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("The text is not Unicode.", e);
        }

        throw new JsonException("The text has a character that cannot be stored.");
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static bool IsStorable(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => !element.GetString()!.Contains('\0'),
        JsonValueKind.Array => element.EnumerateArray().All(IsStorable),
        JsonValueKind.Object => element.EnumerateObject().All(member => !member.Name.Contains('\0') && IsStorable(member.Value)),
        _ => true,
    };
}
