using Npgsql;

namespace ReportScheduler.TestKit.Apps;

/// <summary>The database of the apps, seen as its owner: what the product promises is checked in its tables.</summary>
public sealed class Ledger(string connectionString) : IAsyncDisposable
{
    // Some write or count millions of rows.
    private const int CommandTimeoutSeconds = 600;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 4, CommandTimeout = CommandTimeoutSeconds }.ConnectionString);

    /// <summary>Runs a statement and returns the first column of its first row; the parameters are $1, $2 and so on.</summary>
    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a statement and returns the first column of all rows.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    /// <summary>Forgets connections that a crash of the server has broken.</summary>
    public void ForgetConnections() => _database.Clear();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = _database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
