using System.Text.Json;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.Reports;

namespace ReportScheduler.Api.Reports;

/// <summary>A report as it is written.</summary>
/// <param name="Name">Up to 200 characters; no other report of the tenant has it.</param>
/// <param name="Sql">One statement that reads; names its parameters as <c>@name</c>. Up to 100,000 characters.</param>
/// <param name="Description">Up to 2,000 characters.</param>
/// <param name="Parameters">Up to 100; none when absent.</param>
public sealed record ReportInput(
    string? Name,
    Guid? DataSourceId,
    string? Sql,
    string? Description = null,
    IReadOnlyList<ReportParameterInput?>? Parameters = null)
{
    private const int MaxDescriptionLength = 2000;
    private const int MaxSqlLength = 100_000;
    private const int MaxParameters = 100;

    internal List<FieldError> Validate()
    {
        var errors = new List<FieldError>();
        errors.CheckName("name", Name);
        errors.CheckText("description", Description, MaxDescriptionLength);
        if (DataSourceId is null) errors.AddMissing("dataSourceId");
        if (string.IsNullOrWhiteSpace(Sql)) errors.AddMissing("sql");
        else errors.CheckText("sql", Sql, MaxSqlLength);
        ValidateParameters(errors);
        return errors;
    }

    internal ReportWrite ToWrite() => new(Name!.Trim(), Description, DataSourceId!.Value, Sql!, Definitions());

    private void ValidateParameters(List<FieldError> errors)
    {
        var parameters = Parameters ?? [];
        if (parameters.Count > MaxParameters)
            errors.Add(new("parameters", "too_many", $"Use at most {MaxParameters} parameters."));
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i] is not { } parameter) errors.AddMissing($"parameters[{i}]");
            else parameter.Validate($"parameters[{i}]", errors);
        }

        if (errors.Count == 0) ParameterValues.ValidateDefinitions(Definitions(), errors);
    }

    private ReportParameter[] Definitions() => [.. (Parameters ?? []).Select(parameter => parameter!.ToDefinition())];
}

/// <summary>A parameter as it is written.</summary>
/// <param name="Name">Starts with a letter; letters, digits and underscores, up to 63.</param>
/// <param name="Label">What people see, up to 200 characters.</param>
/// <param name="Required">False when absent.</param>
/// <param name="Default">A value of the type; absent or null for none.</param>
public sealed record ReportParameterInput(
    string? Name, ParameterType? Type, string? Label = null, bool? Required = null, JsonElement? Default = null)
{
    private const int MaxLabelLength = 200;

    internal void Validate(string field, List<FieldError> errors)
    {
        if (Name is null) errors.AddMissing($"{field}.name");
        if (Type is null) errors.AddMissing($"{field}.type");
        errors.CheckLine($"{field}.label", Label, MaxLabelLength);
    }

    internal ReportParameter ToDefinition() => new(Name!, Type!.Value, Label, Required ?? false, Default);
}
