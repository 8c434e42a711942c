using System.Globalization;
using System.Text.Json;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Api.Previews;

/// <summary>Values that a parameter may be given.</summary>
/// <param name="Items">Empty when it offers none.</param>
/// <param name="Truncated">There are more than the first 1,000.</param>
public sealed record ParameterOptions(IReadOnlyList<ParameterOption> Items, bool Truncated)
{
    internal const int MaxItems = 1_000;

    /// <summary>The choices of the definition; none for other types.</summary>
    internal static ParameterOptions OfChoices(ReportParameter parameter) => new(
        [.. (parameter.Choices ?? []).Select(choice => new ParameterOption(Text(choice.Value), choice.Label ?? choice.Value))], Truncated: false);

    /// <summary>What a query gave; rows whose value is null, or none of the parameter's type, are left out.</summary>
    internal static ParameterOptions OfRows(ReportParameter parameter, SourceRows rows)
    {
        var items =
            from row in rows.Rows
            where row.Count > 0 && row[0] is not null
            let value = ToJson(parameter.Type, row[0]!)
            where value is not null
            select new ParameterOption(value.Value, row.Count > 1 ? row[1] ?? row[0]! : row[0]!);
        return new([.. items], rows.Truncated);
    }

    private static JsonElement? ToJson(ParameterType type, string text) => type switch
    {
        ParameterType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? JsonSerializer.SerializeToElement(whole, Json.ApiJson.Default.Int64) : null,
        ParameterType.Decimal => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonSerializer.SerializeToElement(number, Json.ApiJson.Default.Decimal) : null,
        ParameterType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? Text(text) : null,
        ParameterType.Uuid => Guid.TryParseExact(text, "D", out _) ? Text(text) : null,
        _ => Text(text),
    };

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, Json.ApiJson.Default.String);
}

/// <summary>A value that a parameter may be given.</summary>
/// <param name="Value">In JSON as the parameter takes it.</param>
/// <param name="Label">What people see.</param>
public sealed record ParameterOption(JsonElement Value, string Label);
