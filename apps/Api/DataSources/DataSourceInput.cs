using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;

namespace ReportScheduler.Api.DataSources;

/// <summary>
/// A data source as it is written. The kinds <c>sqlite</c> and <c>duckdb</c> read files and have nothing from the host to the
/// password; the others have no files.
/// </summary>
/// <param name="Name">Up to 200 characters; no other data source of the tenant has it.</param>
/// <param name="Host">Host name or IP address.</param>
/// <param name="Port">1 to 65535. Absent or null: 5432, 3306 or 1433, by kind.</param>
/// <param name="Username">A role that may only read is best.</param>
/// <param name="Password">Never returned. On update absent or null keeps the one that is stored.</param>
/// <param name="MaxConcurrentRuns">Runs that may read from it at once, 1 to 1000; others wait. Absent or null: 8.</param>
/// <param name="Files">1 to 50; one database file for <c>sqlite</c>.</param>
public sealed record DataSourceInput(
    string? Name,
    DataSourceKind? Kind,
    string? Host = null,
    int? Port = null,
    string? Database = null,
    string? Username = null,
    DataSourceSslMode? SslMode = null,
    string? Password = null,
    int? MaxConcurrentRuns = null,
    IReadOnlyList<DataSourceFileInput?>? Files = null)
{
    private const int MaxIdentifierLength = 128;
    private const int MaxPasswordLength = 1000;

    private int EffectivePort => Port ?? Kind switch
    {
        DataSourceKind.Mysql => 3306,
        DataSourceKind.SqlServer => 1433,
        _ => 5432,
    };

    /// <param name="current">Null when it is created.</param>
    internal List<FieldError> Validate(AddressRules addresses, DataSource? current)
    {
        var errors = new List<FieldError>();
        errors.CheckName("name", Name);
        if (Kind is null)
            errors.AddMissing("kind");
        else if (current is not null && Kind.Value.ReadsFiles() != current.Kind.ReadsFiles())
            errors.Add(new("kind", "kind_fixed", "Add another data source: one that reads files does not become a database, nor the other way round."));
        if (MaxConcurrentRuns is < 1 or > 1000) errors.Add(new("maxConcurrentRuns", "out_of_range", "Give a number of runs from 1 to 1000."));
        if (Kind?.ReadsFiles() == true)
            ValidateFiles(addresses, errors);
        else
            ValidateDatabase(addresses, current, errors);
        return errors;
    }

    internal DataSourceWrite ToWrite(byte[]? encryptedPassword) => Kind!.Value.ReadsFiles()
        ? new DataSourceWrite(
            Name!.Trim(), Kind.Value, null, null, null, null, null, null, MaxConcurrentRuns, [.. Files!.Select(file => file!.ToFile())])
        : new DataSourceWrite(
            Name!.Trim(), Kind.Value, Host!, EffectivePort, Database!, Username!, SslMode!.Value, encryptedPassword, MaxConcurrentRuns);

    private void ValidateDatabase(AddressRules addresses, DataSource? current, List<FieldError> errors)
    {
        addresses.CheckHost(errors, "host", Host);
        if (Port is < 1 or > 65535) errors.Add(new("port", "out_of_range", "Give a port from 1 to 65535."));
        CheckIdentifier(errors, "database", Database);
        CheckIdentifier(errors, "username", Username);
        if (SslMode is null) errors.AddMissing("sslMode");
        errors.CheckText("password", Password, MaxPasswordLength);
        if (Files is not null) errors.Add(new("files", "not_of_kind", "Leave them out: only the kinds sqlite and duckdb read files."));
        if (current is null && Password is null)
            errors.AddMissing("password");
        else if (Password is null && current is not null && GoesElsewhere(current))
            errors.Add(new("password", "password_required", "Give the password again: the stored one is only sent to where it was given for."));
    }

    private void ValidateFiles(AddressRules addresses, List<FieldError> errors)
    {
        (string Field, object? Value)[] ofDatabases =
            [("host", Host), ("port", Port), ("database", Database), ("username", Username), ("sslMode", SslMode), ("password", Password)];
        foreach (var (field, value) in ofDatabases)
        {
            if (value is not null) errors.Add(new(field, "not_of_kind", "Leave it out: data sources of this kind read files."));
        }

        DataSourceFileInput.Check(Files, Kind!.Value, addresses, errors);
    }

    private bool GoesElsewhere(DataSource current) =>
        Kind != current.Kind || Host != current.Host || EffectivePort != current.Port || Database != current.Database || Username != current.Username
        // A weaker protection could show it to somebody in between.
        || SslMode < current.SslMode;

    private static void CheckIdentifier(List<FieldError> errors, string field, string? value)
    {
        if (string.IsNullOrEmpty(value)) errors.AddMissing(field);
        else errors.CheckLine(field, value, MaxIdentifierLength);
    }
}
