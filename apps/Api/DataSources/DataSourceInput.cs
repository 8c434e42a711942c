using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;

namespace ReportScheduler.Api.DataSources;

/// <summary>A data source as it is written.</summary>
/// <param name="Name">Up to 200 characters; no other data source of the tenant has it.</param>
/// <param name="Host">Host name or IP address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Username">A role that may only read is best.</param>
/// <param name="Password">Never returned. On update absent or null keeps the one that is stored.</param>
/// <param name="MaxConcurrentRuns">Runs that may read from it at once, 1 to 1000; others wait. Absent or null: 8.</param>
public sealed record DataSourceInput(
    string? Name,
    DataSourceKind? Kind,
    string? Host,
    int? Port,
    string? Database,
    string? Username,
    DataSourceSslMode? SslMode,
    string? Password = null,
    int? MaxConcurrentRuns = null)
{
    private const int MaxIdentifierLength = 63;
    private const int MaxPasswordLength = 1000;

    /// <param name="current">Null when it is created.</param>
    internal List<FieldError> Validate(AddressRules addresses, DataSource? current)
    {
        var errors = new List<FieldError>();
        errors.CheckName("name", Name);
        if (Kind is null) errors.AddMissing("kind");
        addresses.CheckHost(errors, "host", Host);
        if (Port is null) errors.AddMissing("port");
        else if (Port is < 1 or > 65535) errors.Add(new("port", "out_of_range", "Give a port from 1 to 65535."));
        CheckIdentifier(errors, "database", Database);
        CheckIdentifier(errors, "username", Username);
        if (SslMode is null) errors.AddMissing("sslMode");
        if (MaxConcurrentRuns is < 1 or > 1000) errors.Add(new("maxConcurrentRuns", "out_of_range", "Give a number of runs from 1 to 1000."));
        errors.CheckText("password", Password, MaxPasswordLength);
        if (current is null && Password is null)
            errors.AddMissing("password");
        else if (Password is null && current is not null && GoesElsewhere(current))
            errors.Add(new("password", "password_required", "Give the password again: the stored one is only sent to where it was given for."));
        return errors;
    }

    internal DataSourceWrite ToWrite(byte[]? encryptedPassword) => new(
        Name!.Trim(), Kind!.Value, Host!, Port!.Value, Database!, Username!, SslMode!.Value, encryptedPassword, MaxConcurrentRuns);

    private bool GoesElsewhere(DataSource current) =>
        Host != current.Host || Port != current.Port || Database != current.Database || Username != current.Username
        // A weaker protection could show it to somebody in between.
        || SslMode < current.SslMode;

    private static void CheckIdentifier(List<FieldError> errors, string field, string? value)
    {
        if (string.IsNullOrEmpty(value)) errors.AddMissing(field);
        else errors.CheckLine(field, value, MaxIdentifierLength);
    }
}
