using Npgsql;

namespace ReportScheduler.DevHost.Demo;

/// <summary>The database that the demo's reports read: public data sets, and a role that can read nothing else.</summary>
public static class DemoDatabase
{
    public const string Name = "demo_data";
    public const string Reader = "demo_reader";

    /// <summary>The files in Demo/data that are copied as they are, with the table each one fills.</summary>
    private static readonly (string Table, string File)[] CsvFiles =
    [
        ("weather", "seattle-weather.csv"),
        ("airports", "airports.csv"),
        ("flights", "flights-airport.csv"),
        ("employment", "us-employment.csv"),
    ];

    /// <summary>Creates and fills the database if need be, and sets the reader's password.</summary>
    /// <returns>A connection string for the reader.</returns>
    /// <exception cref="PostgresException">The server's role may not create databases or roles.</exception>
    public static async Task<NpgsqlConnectionStringBuilder> EnsureAsync(
        string serverConnectionString, string readerPassword, CancellationToken cancellationToken)
    {
        await using (var server = NpgsqlDataSource.Create(serverConnectionString))
        {
            await using var find = server.CreateCommand($"SELECT count(*) FROM pg_database WHERE datname = '{Name}'");
            if (await find.ExecuteScalarAsync(cancellationToken) is 0L)
                await ExecuteAsync(server, $"CREATE DATABASE {Name}", cancellationToken);
        }

        var address = new NpgsqlConnectionStringBuilder(serverConnectionString) { Database = Name };
        await using var database = NpgsqlDataSource.Create(address.ConnectionString);
        await FillAsync(database, cancellationToken);
        await GrantAsync(database, readerPassword, cancellationToken);
        address.Username = Reader;
        address.Password = readerPassword;
        return address;
    }

    /// <summary>All in one transaction: where the first table is, all are.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var find = new NpgsqlCommand("SELECT to_regclass('weather') IS NOT NULL", connection, transaction))
        {
            if (await find.ExecuteScalarAsync(cancellationToken) is true)
                return;
        }

        await using (var create = new NpgsqlCommand(await DemoFiles.ReadAsync("tables.sql", cancellationToken), connection, transaction))
            await create.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (table, file) in CsvFiles)
            await CopyAsync(connection, table, file, cancellationToken);
        await using (var insert = new NpgsqlCommand(
            "INSERT INTO countries SELECT * FROM json_to_recordset($1::json) AS source "
            + "(country text, year integer, pop bigint, life_expect numeric, fertility numeric, cluster integer)",
            connection,
            transaction))
        {
            insert.Parameters.Add(new() { Value = await DemoFiles.ReadAsync("gapminder.json", cancellationToken) });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string table, string file, CancellationToken cancellationToken)
    {
        using var source = DemoFiles.Open(file);
        await using var copy = await connection.BeginTextImportAsync(
            $"COPY {table} FROM STDIN (FORMAT csv, HEADER true)", cancellationToken);
        var buffer = new char[16 * 1024];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
    }

    private static async Task GrantAsync(NpgsqlDataSource database, string readerPassword, CancellationToken cancellationToken)
    {
        await using (var find = database.CreateCommand($"SELECT count(*) FROM pg_roles WHERE rolname = '{Reader}'"))
        {
            if (await find.ExecuteScalarAsync(cancellationToken) is 0L)
                await ExecuteAsync(database, $"CREATE ROLE {Reader}", cancellationToken);
        }

        // The password is 32 hexadecimal digits: nothing to quote.
        await ExecuteAsync(
            database,
            $"""
            ALTER ROLE {Reader} LOGIN PASSWORD '{readerPassword}';
            ALTER ROLE {Reader} SET default_transaction_read_only = on;
            REVOKE ALL ON DATABASE {Name} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {Name} TO {Reader};
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO {Reader};
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {Reader};
            """,
            cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
