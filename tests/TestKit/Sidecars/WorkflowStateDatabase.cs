using Npgsql;

namespace ReportScheduler.TestKit.Sidecars;

/// <summary>The PostgreSQL database in which daprd keeps workflows.</summary>
internal sealed class WorkflowStateDatabase(string connectionString)
{
    /// <summary>In the form that daprd's driver reads.</summary>
    public string LibpqConnectionString
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(connectionString);
            (string Key, string? Value)[] words =
            [
                ("host", connection.Host),
                ("port", $"{connection.Port}"),
                ("user", connection.Username),
                ("password", connection.Password),
                ("database", connection.Database),
                ("sslmode", connection.SslMode is SslMode.Prefer or SslMode.Disable ? "disable" : "require"),
            ];
            return string.Join(' ', words.Where(word => word.Value is not null).Select(word => $"{word.Key}='{Escape(word.Value!)}'"));
        }
    }

    /// <summary>Forgets all workflows; the tables stay, as daprd made them.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand("DO $$ BEGIN IF to_regclass('state') IS NOT NULL THEN TRUNCATE state; END IF; END $$");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Escape(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal);
}
