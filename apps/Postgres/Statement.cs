using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace ReportScheduler.Postgres;

/// <summary>A SQL statement with its positional parameters.</summary>
internal readonly record struct Statement(string Sql, params object?[] Arguments)
{
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var argument in Arguments)
            command.Parameters.Add(ToParameter(argument));
        return command;
    }

    private static NpgsqlParameter ToParameter(object? argument) => argument switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        JsonElement json => new NpgsqlParameter { Value = json.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb },
        Enum value => new NpgsqlParameter { Value = EnumText.Of(value) },
        DateTimeOffset time => new NpgsqlParameter { Value = time.ToUniversalTime() },
        NpgsqlParameter parameter => parameter,
        _ => new NpgsqlParameter { Value = argument },
    };

    /// <summary>Text that the statement reads as jsonb.</summary>
    public static NpgsqlParameter Json(string json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };
}

/// <summary>Enums are stored under their camelCase names.</summary>
internal static class EnumText
{
    public static string Of(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static T Parse<T>(string text)
        where T : struct, Enum => Enum.Parse<T>(text, ignoreCase: true);
}

/// <summary>Runs statements outside of a tenant's scope, or within a transaction of the caller's.</summary>
internal static class StatementExecution
{
    /// <summary>Runs one statement in one round trip and maps its rows.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlDataSource dataSource, Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        return await batch.ListAsync(statement, map, cancellationToken);
    }

    /// <inheritdoc cref="ListAsync{T}(NpgsqlDataSource, Statement, Func{NpgsqlDataReader, T}, CancellationToken)"/>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        return await batch.ListAsync(statement, map, cancellationToken);
    }

    private static async Task<List<T>> ListAsync<T>(
        this NpgsqlBatch batch, Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        batch.BatchCommands.Add(statement.ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await TenantDatabase.ReadAsync(reader, map, cancellationToken);
    }
}
