using System.Buffers;
using System.Text.Json;
using NodaTime;

namespace ReportScheduler.Domain.Reports;

/// <summary>What a run has bound: the values of its report's parameters, and what relative times were taken to be relative to.</summary>
/// <param name="AsOf">The nominal fire time of the run.</param>
/// <param name="TimeZone">IANA name of the zone.</param>
/// <param name="Values">An object with a member for each parameter: dates and times as they came out, null where nothing was given.</param>
/// <param name="ReportVersion">The version of the report whose parameters they are.</param>
public sealed record BoundValues(DateTimeOffset AsOf, string TimeZone, JsonElement Values, int? ReportVersion = null)
{
    public static BoundValues Of(IReadOnlyList<BoundParameter> parameters, DateTimeOffset asOf, DateTimeZone zone)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var parameter in parameters)
            {
                json.WritePropertyName(parameter.Name);
                Write(json, parameter.Value);
            }

            json.WriteEndObject();
        }

        return new BoundValues(asOf, zone.Id, JsonElement.Parse(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case long number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case Guid id: json.WriteStringValue(id); break;
            case DateOnly date: json.WriteStringValue(date.ToString("O", System.Globalization.CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: json.WriteStringValue(time.UtcDateTime); break;
            case System.Collections.IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list) Write(json, item);
                json.WriteEndArray();
                break;
            default: throw new ArgumentException($"No parameter has a value of type {value.GetType()}.", nameof(value));
        }
    }
}
