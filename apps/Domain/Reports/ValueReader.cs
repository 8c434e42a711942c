using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;

namespace ReportScheduler.Domain.Reports;

/// <summary>Reads single values of parameters.</summary>
/// <param name="AsOf">What relative times refer to.</param>
internal readonly partial record struct ValueReader(DateTimeOffset AsOf, DateTimeZone Zone)
{
    /// <returns>A string, long, decimal, bool, DateOnly, DateTimeOffset or Guid; null when the JSON is no value of the parameter's type.</returns>
    public object? Read(ReportParameter parameter, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when parameter.Type == ParameterType.Integer => json.TryGetInt64(out var whole) ? whole : null,
        JsonValueKind.Number when parameter.Type == ParameterType.Decimal => json.TryGetDecimal(out var number) ? number : null,
        JsonValueKind.True or JsonValueKind.False when parameter.Type == ParameterType.Boolean => json.GetBoolean(),
        JsonValueKind.String => ReadText(parameter, json.GetString()!),
        _ => null,
    };

    /// <summary>What would be right.</summary>
    public static string Expected(ReportParameter parameter) => parameter.Type switch
    {
        ParameterType.Text => "Give a text.",
        ParameterType.Integer => "Give a whole number of at most 64 bits.",
        ParameterType.Decimal => "Give a number.",
        ParameterType.Boolean => "Give true or false.",
        ParameterType.Date => "Give a date as YYYY-MM-DD, or relative to the fire as in \"start of previous month\" or \"today - 7 days\".",
        ParameterType.Timestamp => "Give a time with its offset as in 2026-01-31T07:00:00Z, or relative to the fire as in \"now - 90 minutes\" or \"start of week\".",
        ParameterType.Uuid => "Give a UUID as in 0190b5a0-0000-7000-8000-000000000000.",
        _ => "Give one of the values that the parameter lists as choices.",
    };

    private object? ReadText(ReportParameter parameter, string text) => parameter.Type switch
    {
        ParameterType.Text => text.Contains('\0') ? null : text,
        ParameterType.Choice => parameter.Choices?.Any(choice => choice?.Value == text) == true ? text : null,
        ParameterType.Uuid => Guid.TryParseExact(text, "D", out var id) ? id : null,
        ParameterType.Date => ReadDate(text),
        ParameterType.Timestamp => ReadInstant(text),
        _ => null,
    };

    private object? ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : RelativeTime.TryParse(text)?.ToDate(AsOf, Zone);

    private object? ReadInstant(string text) =>
        Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToUniversalTime()
            : RelativeTime.TryParse(text)?.ToInstant(AsOf, Zone);

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Instant();
}
