using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Reports;

/// <summary>The type of a report parameter.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ParameterType>))]
public enum ParameterType
{
    Text,
    Integer,
    Decimal,
    Boolean,

    /// <summary>A date, or a <see cref="RelativeTime"/> from which it follows.</summary>
    Date,

    /// <summary>A time with its offset, or a <see cref="RelativeTime"/> from which it follows.</summary>
    Timestamp,
    Uuid,

    /// <summary>One of the texts that the definition lists.</summary>
    Choice,
}

/// <summary>A typed parameter; the SQL names it <c>@name</c>, and its value is bound, never spliced.</summary>
/// <param name="Name">Letter, then letters, digits or underscores; at most 63 characters.</param>
/// <param name="Default">Used when a run gives no value; absent or JSON null means there is none.</param>
/// <param name="Multiple">Its value is a list of 1 to 1,000 values of the type, in JSON an array, bound as an array.</param>
/// <param name="Choices">What may be chosen; for <see cref="ParameterType.Choice"/> only.</param>
/// <param name="OptionsSql">A query on the report's data source for values to offer: one column, or value and label. Other values may be given.</param>
public sealed record ReportParameter(
    string Name, ParameterType Type, string? Label, bool Required, JsonElement? Default, bool Multiple = false,
    IReadOnlyList<ParameterChoice>? Choices = null, string? OptionsSql = null);

/// <summary>A value that may be chosen.</summary>
/// <param name="Value">What is bound.</param>
/// <param name="Label">What people see; null: the value.</param>
public sealed record ParameterChoice(string Value, string? Label = null);
