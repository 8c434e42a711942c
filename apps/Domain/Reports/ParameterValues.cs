using System.Text.Json;
using NodaTime;

namespace ReportScheduler.Domain.Reports;

/// <summary>A parameter with the value a run binds; null is SQL null.</summary>
/// <param name="Value">
/// string, long, decimal, bool, DateOnly, DateTimeOffset (UTC) or Guid, by type; of a list an array of these, which is an
/// <see cref="IReadOnlyList{T}"/>.
/// </param>
/// <param name="IsList">Whether it is a list, also when the value is null.</param>
public sealed record BoundParameter(string Name, ParameterType Type, object? Value, bool IsList = false);

/// <summary>Turns the JSON values of parameters into bound ones.</summary>
public static class ParameterValues
{
    private const int MaxValues = 1_000;

    /// <summary>Binds the values of a JSON object (or null) to the definitions.</summary>
    /// <param name="asOf">The nominal fire time of the run, to which relative times refer.</param>
    /// <param name="zone">The zone in which they are meant.</param>
    /// <returns>One entry for each definition; the entries are usable only when no error was added.</returns>
    public static IReadOnlyList<BoundParameter> Bind(
        IReadOnlyList<ReportParameter> parameters, JsonElement? values, DateTimeOffset asOf, DateTimeZone zone, ICollection<FieldError> errors)
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

        return [.. parameters.Select(p => new BoundParameter(p.Name, p.Type, ValueOf(p, given, new(asOf, zone), errors), p.Multiple))];
    }

    private static object? ValueOf(ReportParameter parameter, JsonElement given, ValueReader reader, ICollection<FieldError> errors)
    {
        JsonElement? json = given.ValueKind == JsonValueKind.Object && given.TryGetProperty(parameter.Name, out var value) ? value : null;
        if (!HasValue(json)) json = parameter.Default;
        if (HasValue(json)) return Read(parameter, json!.Value, reader, $"parameters.{parameter.Name}", errors);
        if (parameter.Required)
            errors.Add(new($"parameters.{parameter.Name}", "missing_parameter", "Give a value: the parameter is required and has no default."));
        return null;
    }

    internal static bool HasValue(JsonElement? json) => json is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };

    /// <returns>The bound value; null when an error was added.</returns>
    internal static object? Read(
        ReportParameter parameter, JsonElement json, ValueReader reader, string field, ICollection<FieldError> errors)
    {
        if (!parameter.Multiple)
        {
            var single = reader.Read(parameter, json);
            if (single is null) errors.Add(new(field, "invalid_value", ValueReader.Expected(parameter)));
            return single;
        }

        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is < 1 or > MaxValues)
        {
            errors.Add(new(field, "invalid_list", $"Give an array of 1 to {MaxValues} values."));
            return null;
        }

        var values = new List<object>();
        foreach (var item in json.EnumerateArray())
        {
            if (reader.Read(parameter, item) is not { } value)
            {
                errors.Add(new($"{field}[{values.Count}]", "invalid_value", ValueReader.Expected(parameter)));
                return null;
            }

            values.Add(value);
        }

        return ToArray(parameter.Type, values);
    }

    private static object ToArray(ParameterType type, List<object> values) => type switch
    {
        ParameterType.Integer => values.Cast<long>().ToArray(),
        ParameterType.Decimal => values.Cast<decimal>().ToArray(),
        ParameterType.Boolean => values.Cast<bool>().ToArray(),
        ParameterType.Date => values.Cast<DateOnly>().ToArray(),
        ParameterType.Timestamp => values.Cast<DateTimeOffset>().ToArray(),
        ParameterType.Uuid => values.Cast<Guid>().ToArray(),
        _ => values.Cast<string>().ToArray(),
    };
}
