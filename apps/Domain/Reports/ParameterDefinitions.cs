using System.Text.RegularExpressions;
using NodaTime;

namespace ReportScheduler.Domain.Reports;

/// <summary>Checks the definitions of a report's parameters.</summary>
public static partial class ParameterDefinitions
{
    private const int MaxChoices = 500;
    private const int MaxChoiceLength = 200;

    // Defaults must fit whenever the report runs; any time serves to find out.
    private static readonly ValueReader AnyTime = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeZone.Utc);

    /// <summary>Adds an error for every definition that cannot be used.</summary>
    public static void Check(IReadOnlyList<ReportParameter> parameters, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (parameter, field) = (parameters[i], $"parameters[{i}]");
            if (parameter.Name is null || !ParameterName().IsMatch(parameter.Name))
                errors.Add(new($"{field}.name", "invalid_name", "Start with a letter and use up to 63 letters, digits and underscores."));
            else if (!names.Add(parameter.Name))
                errors.Add(new($"{field}.name", "duplicate_name", "Give each parameter a name of its own."));

            CheckChoices(parameter, $"{field}.choices", errors);
            if (parameter is { OptionsSql: not null, Type: ParameterType.Choice or ParameterType.Boolean })
                errors.Add(new($"{field}.optionsSql", "not_of_type", "Leave it out: the values of this type are known without a query."));
            if (ParameterValues.HasValue(parameter.Default) && !errors.Any(error => error.Field.StartsWith($"{field}.choices", StringComparison.Ordinal)))
                ParameterValues.Read(parameter, parameter.Default!.Value, AnyTime, $"{field}.default", errors);
        }
    }

    private static void CheckChoices(ReportParameter parameter, string field, ICollection<FieldError> errors)
    {
        if (parameter.Type != ParameterType.Choice)
        {
            if (parameter.Choices is not null) errors.Add(new(field, "not_of_type", "Leave them out: only parameters of the type choice list them."));
            return;
        }

        if (parameter.Choices is null or { Count: 0 } or { Count: > MaxChoices })
        {
            errors.Add(new(field, "choice_count", $"List 1 to {MaxChoices} choices."));
            return;
        }

        var values = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < parameter.Choices.Count; i++)
        {
            var choice = parameter.Choices[i];
            if (choice?.Value is null)
                errors.Add(new($"{field}[{i}].value", "missing", "Give a value: the field is required."));
            else if (choice.Value.Length is 0 or > MaxChoiceLength || choice.Value.Contains('\0'))
                errors.Add(new($"{field}[{i}].value", "invalid_text", $"Use 1 to {MaxChoiceLength} characters."));
            else if (!values.Add(choice.Value))
                errors.Add(new($"{field}[{i}].value", "duplicate_value", "Give each choice a value of its own."));
            if (choice?.Label is { } label && (label.Length > MaxChoiceLength || label.Any(char.IsControl)))
                errors.Add(new($"{field}[{i}].label", "invalid_text", $"Use one line of up to {MaxChoiceLength} characters."));
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName();
}
