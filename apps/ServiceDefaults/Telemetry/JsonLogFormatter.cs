using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace ReportScheduler.ServiceDefaults.Telemetry;

internal sealed class JsonLogOptions : ConsoleFormatterOptions
{
    /// <summary>The Dapr app id.</summary>
    public string Service { get; set; } = "";
}

/// <summary>
/// Writes one JSON object a line: timestamp (UTC), level, service, category, event, message, traceId, spanId and exception, then
/// what the line and its scopes name, such as tenantId and runId, in camelCase. E-mail addresses are hashed.
/// </summary>
internal sealed class JsonLogFormatter(IOptionsMonitor<JsonLogOptions> options, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name in settings.</summary>
    public const string FormatterName = "fields";

    private const string Template = "{OriginalFormat}";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("service", options.CurrentValue.Service);
            json.WriteString("category", logEntry.Category);
            if (logEntry.EventId.Name is { } name) json.WriteString("event", name);
            json.WriteString("message", Pseudonyms.Of(logEntry.Formatter(logEntry.State, logEntry.Exception)));
            if (Activity.Current is { } activity)
            {
                json.WriteString("traceId", activity.TraceId.ToHexString());
                json.WriteString("spanId", activity.SpanId.ToHexString());
            }

            if (logEntry.Exception is { } exception) json.WriteString("exception", Pseudonyms.Of(exception.ToString()));
            foreach (var (field, value) in FieldsOf(logEntry.State, scopeProvider))
                Write(json, field, value);
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    // An inner scope says it more precisely than an outer one, and the line itself than any scope.
    private static Dictionary<string, object?> FieldsOf(object? state, IExternalScopeProvider? scopes)
    {
        var fields = new Dictionary<string, object?>();
        scopes?.ForEachScope(Add, fields);
        Add(state, fields);
        return fields;
    }

    private static void Add(object? values, Dictionary<string, object?> fields)
    {
        if (values is not IEnumerable<KeyValuePair<string, object?>> pairs) return;
        foreach (var (name, value) in pairs)
        {
            if (name != Template && !IsTaken(name)) fields[JsonNamingPolicy.CamelCase.ConvertName(name)] = value;
        }
    }

    // Those that are written anyway, and the path of the request: that of a download link is all that is needed to use it.
    private static bool IsTaken(string name) => name.ToUpperInvariant() is
        "TIMESTAMP" or "LEVEL" or "SERVICE" or "CATEGORY" or "EVENT" or "MESSAGE" or "TRACEID" or "SPANID" or "EXCEPTION" or "REQUESTPATH";

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case Enum:
                json.WriteString(name, JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!));
                break;
            default:
                json.WriteString(name, Pseudonyms.Of(Convert.ToString(value, CultureInfo.InvariantCulture)!));
                break;
        }
    }
}
