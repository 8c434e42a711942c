using System.Text.Json;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Api.Reports;

/// <summary>A parameter as it is written.</summary>
/// <param name="Name">Starts with a letter; letters, digits and underscores, up to 63.</param>
/// <param name="Label">What people see, up to 200 characters.</param>
/// <param name="Required">False when absent.</param>
/// <param name="Default">A value of the type, of dates and times also one relative to the fire; absent or null for none.</param>
/// <param name="Multiple">True for a list of 1 to 1,000 values, in JSON an array; false when absent.</param>
/// <param name="Choices">What may be chosen, up to 500; for the type <c>choice</c>, and for no other.</param>
/// <param name="OptionsSql">One statement that reads values to offer: one column, or value and label. It names no parameters.</param>
public sealed record ReportParameterInput(
    string? Name, ParameterType? Type, string? Label = null, bool? Required = null, JsonElement? Default = null, bool? Multiple = null,
    IReadOnlyList<ParameterChoice?>? Choices = null, string? OptionsSql = null)
{
    private const int MaxParameters = 100;
    private const int MaxLabelLength = 200;

    /// <summary>Adds an error for everything that cannot be used.</summary>
    internal static void Check(IReadOnlyList<ReportParameterInput?>? parameters, List<FieldError> errors)
    {
        if (parameters is null) return;
        if (parameters.Count > MaxParameters)
            errors.Add(new("parameters", "too_many", $"Use at most {MaxParameters} parameters."));
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i] is not { } parameter) errors.AddMissing($"parameters[{i}]");
            else parameter.Check($"parameters[{i}]", errors);
        }

        if (errors.Count == 0) ParameterDefinitions.Check(ToDefinitions(parameters), errors);
    }

    internal static ReportParameter[] ToDefinitions(IReadOnlyList<ReportParameterInput?>? parameters) =>
        [.. (parameters ?? []).Select(parameter => parameter!.ToDefinition())];

    private void Check(string field, List<FieldError> errors)
    {
        if (Name is null) errors.AddMissing($"{field}.name");
        if (Type is null) errors.AddMissing($"{field}.type");
        errors.CheckLine($"{field}.label", Label, MaxLabelLength);
        if (OptionsSql is not null) errors.CheckSql($"{field}.optionsSql", OptionsSql);
    }

    private ReportParameter ToDefinition() => new(
        Name!, Type!.Value, Label, Required ?? false, Default, Multiple ?? false, Choices is null ? null : [.. Choices.Select(choice => choice!)], OptionsSql);
}
