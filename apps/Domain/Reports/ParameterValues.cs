using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ReportScheduler.Domain.Reports;

/// <summary>A parameter with the value a run binds; null is SQL null.</summary>
/// <param name="Value">string, long, decimal, bool, DateOnly or DateTimeOffset, by type.</param>
public sealed record BoundParameter(string Name, ParameterType Type, object? Value);

/// <summary>Checks parameter definitions and turns JSON values into bound ones.</summary>
public static partial class ParameterValues
{
    /// <summary>Adds an error for every definition that cannot be used.</summary>
    public static void ValidateDefinitions(IReadOnlyList<ReportParameter> parameters, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            if (parameter.Name is null || !ParameterName().IsMatch(parameter.Name))
                errors.Add(new($"parameters[{i}].name", "invalid_name", "Start with a letter and use up to 63 letters, digits and underscores."));
            else if (!names.Add(parameter.Name))
                errors.Add(new($"parameters[{i}].name", "duplicate_name", "Give each parameter a name of its own."));

            if (HasValue(parameter.Default) && !TryConvert(parameter.Type, parameter.Default!.Value, out _))
                errors.Add(new($"parameters[{i}].default", "invalid_value", Expected(parameter.Type)));
        }
    }

    /// <summary>Binds the values of a JSON object (or null) to the definitions.</summary>
    /// <returns>One entry for each definition; the entries are usable only when no error was added.</returns>
    public static IReadOnlyList<BoundParameter> Bind(
        IReadOnlyList<ReportParameter> parameters, JsonElement? values, ICollection<FieldError> errors)
    {
        if (values is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            errors.Add(new("parameters", "invalid_value", "Give an object with a member for each parameter."));
            return [];
        }

        var given = values is { ValueKind: JsonValueKind.Object } ? values.Value : default;
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in given.EnumerateObject())
            {
                if (!parameters.Any(p => p.Name == member.Name))
                    errors.Add(new($"parameters.{member.Name}", "unknown_parameter", "The report has no parameter of this name."));
            }
        }

        return [.. parameters.Select(p => new BoundParameter(p.Name, p.Type, ValueOf(p, given, errors)))];
    }

    private static object? ValueOf(ReportParameter parameter, JsonElement given, ICollection<FieldError> errors)
    {
        JsonElement? json = given.ValueKind == JsonValueKind.Object && given.TryGetProperty(parameter.Name, out var value) ? value : null;
        if (!HasValue(json)) json = parameter.Default;
        if (!HasValue(json))
        {
            if (parameter.Required)
                errors.Add(new($"parameters.{parameter.Name}", "missing_parameter", "Give a value: the parameter is required and has no default."));
            return null;
        }

        if (TryConvert(parameter.Type, json!.Value, out var bound)) return bound;
        errors.Add(new($"parameters.{parameter.Name}", "invalid_value", Expected(parameter.Type)));
        return null;
    }

    private static bool HasValue(JsonElement? json) => json is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };

    private static bool TryConvert(ParameterType type, JsonElement json, out object? value)
    {
        value = type switch
        {
            ParameterType.Text when json.ValueKind == JsonValueKind.String && !json.GetString()!.Contains('\0') => json.GetString(),
            ParameterType.Integer when json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var l) => l,
            ParameterType.Decimal when json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var d) => d,
            ParameterType.Boolean when json.ValueKind is JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
            ParameterType.Date when json.ValueKind == JsonValueKind.String
                && DateOnly.TryParseExact(json.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
            ParameterType.Timestamp when json.ValueKind == JsonValueKind.String && json.TryGetDateTimeOffset(out var time)
                && HasOffset().IsMatch(json.GetString()!) => time.ToUniversalTime(),
            _ => null,
        };
        return value is not null;
    }

    private static string Expected(ParameterType type) => type switch
    {
        ParameterType.Text => "Give a text.",
        ParameterType.Integer => "Give a whole number of at most 64 bits.",
        ParameterType.Decimal => "Give a number.",
        ParameterType.Boolean => "Give true or false.",
        ParameterType.Date => "Give a date as YYYY-MM-DD.",
        _ => "Give a time with its offset as in 2026-01-31T07:00:00Z.",
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName();

    [GeneratedRegex("(Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex HasOffset();
}
