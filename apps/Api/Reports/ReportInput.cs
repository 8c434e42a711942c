using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.Reports.Templates;

namespace ReportScheduler.Api.Reports;

/// <summary>A report as it is written.</summary>
/// <param name="Name">Up to 200 characters; no other report of the tenant has it.</param>
/// <param name="Sql">One statement that reads; names its parameters as <c>@name</c>. Up to 100,000 characters.</param>
/// <param name="Description">Up to 2,000 characters.</param>
/// <param name="Parameters">Up to 100; none when absent.</param>
/// <param name="Output">What its files look like; one CSV file when absent.</param>
/// <param name="FilePassword">
/// Encrypts files packed as zip; 1 to 100 characters, never returned. On update absent or null keeps the one that is stored, and an
/// empty text clears it.
/// </param>
public sealed record ReportInput(
    string? Name,
    Guid? DataSourceId,
    string? Sql,
    string? Description = null,
    IReadOnlyList<ReportParameterInput?>? Parameters = null,
    ReportOutput? Output = null,
    string? FilePassword = null)
{
    private const int MaxDescriptionLength = 2000;
    private const int MaxFilePasswordLength = 100;

    internal List<FieldError> Validate()
    {
        var errors = new List<FieldError>();
        errors.CheckName("name", Name);
        errors.CheckText("description", Description, MaxDescriptionLength);
        if (DataSourceId is null) errors.AddMissing("dataSourceId");
        errors.CheckSql("sql", Sql);
        ReportParameterInput.Check(Parameters, errors);
        if (Output is not null)
        {
            ReportOutputChecks.Check(Output, errors);
            CheckTemplate("output.title", Output.Title, errors);
            CheckTemplate("output.introduction", Output.Introduction, errors);
        }

        errors.CheckLine("filePassword", FilePassword, MaxFilePasswordLength);
        if (!string.IsNullOrEmpty(FilePassword) && Output?.Packing != FilePacking.Zip)
            errors.Add(new("filePassword", "not_with_packing", "Pack files as zip, or leave it out: other files are not encrypted."));
        return errors;
    }

    private static void CheckTemplate(string field, string? template, List<FieldError> errors)
    {
        if (template is not null && errors.All(error => error.Field != field) && ReportText.Check(template) is { } problem)
            errors.Add(new(field, "invalid_template", problem));
    }

    /// <param name="encryptedFilePassword">Null keeps the one that is stored; an empty one clears it.</param>
    internal ReportWrite ToWrite(byte[]? encryptedFilePassword) => new(
        Name!.Trim(), Description, DataSourceId!.Value, Sql!, ReportParameterInput.ToDefinitions(Parameters), Output ?? ReportOutput.Default,
        encryptedFilePassword);
}
