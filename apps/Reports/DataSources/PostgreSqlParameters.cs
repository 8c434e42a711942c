using System.Collections;
using System.Globalization;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Parameters of a statement for which PostgreSQL takes none, such as COPY: their values are settings of the transaction, bound
/// when they are set, and the statement reads them.
/// </summary>
internal sealed class PostgreSqlParameters(IReadOnlyList<BoundParameter> parameters)
{
    /// <summary>The settings to make, and their values.</summary>
    public IEnumerable<(string Setting, string Value)> Settings => parameters
        .Select((parameter, index) => (Setting: SettingOf(index), parameter.Value))
        .Where(setting => setting.Value is not null)
        .Select(setting => (setting.Setting, TextOf(setting.Value!)));

    /// <summary>What stands for a parameter in the statement; null if there is none of this name.</summary>
    public string? ExpressionOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (!name.Equals(parameters[i].Name, StringComparison.OrdinalIgnoreCase)) continue;
            var type = TypeOf(parameters[i]);
            return parameters[i].Value is null ? $"(NULL::{type})" : $"(pg_catalog.current_setting('{SettingOf(i)}')::{type})";
        }

        return null;
    }

    private static string SettingOf(int index) => string.Create(CultureInfo.InvariantCulture, $"report.p{index + 1}");

    private static string TypeOf(BoundParameter parameter) =>
        parameter.IsList ? ElementTypeOf(parameter.Type) + "[]" : ElementTypeOf(parameter.Type);

    private static string ElementTypeOf(ParameterType type) => type switch
    {
        ParameterType.Text or ParameterType.Choice => "text",
        ParameterType.Uuid => "uuid",
        ParameterType.Integer => "bigint",
        ParameterType.Decimal => "numeric",
        ParameterType.Boolean => "boolean",
        ParameterType.Date => "date",
        _ => "timestamptz",
    };

    private static string TextOf(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture),
        IEnumerable list => ArrayOf(list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType(), "No parameter has values of this type."),
    };

    private static string ArrayOf(IEnumerable list) => $"{{{string.Join(',', list.Cast<object?>().Select(ElementOf))}}}";

    private static string ElementOf(object? element) => element is null
        ? "NULL"
        : $"\"{TextOf(element).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
