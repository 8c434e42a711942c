using System.Text.RegularExpressions;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Api.DataSources;

/// <summary>A file of a data source as it is written; from one of two places.</summary>
/// <param name="Name">The table by which queries name it: a letter or underscore, then letters, digits or underscores, up to 63.</param>
/// <param name="Format">Of a report's file <c>csv</c>, <c>json</c>, <c>ndjson</c> or <c>parquet</c>.</param>
/// <param name="Url">An https address of up to 2,000 characters.</param>
/// <param name="ReportId">A report of the tenant, whose newest file in this format is read.</param>
public sealed partial record DataSourceFileInput(string? Name, SourceFileFormat? Format, string? Url = null, Guid? ReportId = null)
{
    private const int MaxFiles = 50;

    /// <summary>Adds an error for everything that cannot be used; whether the reports exist is another matter.</summary>
    internal static void Check(IReadOnlyList<DataSourceFileInput?>? files, DataSourceKind kind, AddressRules addresses, List<FieldError> errors)
    {
        var most = kind == DataSourceKind.Sqlite ? 1 : MaxFiles;
        if (files is null or { Count: 0 } || files.Count > most)
        {
            errors.Add(new("files", "file_count", most == 1 ? "Name one database file." : $"Name 1 to {most} files."));
            return;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] is not { } file) errors.AddMissing($"files[{i}]");
            else file.Check($"files[{i}]", kind, names, addresses, errors);
        }
    }

    internal DataSourceFile ToFile() => new(Name!, Format!.Value, Url, ReportId);

    private void Check(string field, DataSourceKind kind, HashSet<string> names, AddressRules addresses, List<FieldError> errors)
    {
        if (Name is null || !TableName().IsMatch(Name))
            errors.Add(new($"{field}.name", "invalid_name", "Start with a letter or an underscore and use up to 63 letters, digits and underscores."));
        else if (!names.Add(Name))
            errors.Add(new($"{field}.name", "duplicate_name", "Give each file a name of its own."));

        if (Format is null)
            errors.AddMissing($"{field}.format");
        else if ((Format == SourceFileFormat.Sqlite) != (kind == DataSourceKind.Sqlite))
            errors.Add(new($"{field}.format", "not_of_kind", "Read files of the format sqlite with the kind sqlite, and others with duckdb."));
        else if (ReportId is not null && Format is SourceFileFormat.Sqlite or SourceFileFormat.Duckdb)
            errors.Add(new($"{field}.format", "not_of_reports", "Choose csv, json, ndjson or parquet: reports make no databases."));

        if (Url is null == ReportId is null)
            errors.Add(new(field, "one_of_two", "Give either url or reportId."));
        else if (Url is not null)
            addresses.CheckFileUrl(errors, $"{field}.url", Url);
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TableName();
}
