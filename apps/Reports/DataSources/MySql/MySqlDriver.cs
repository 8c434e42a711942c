using System.Data;
using System.Globalization;
using Microsoft.Extensions.Options;
using MySqlConnector;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.MySql;

/// <summary>
/// Reads MySQL (5.7 or later) and MariaDB (10.2 or later): one prepared statement in a read-only transaction, ended by the
/// server after the query's time.
/// </summary>
/// <remarks>
/// Files of the server's are kept from queries by <see cref="MySqlStatement"/>; that the role has no FILE privilege protects
/// them better. A row is read as a whole; one that is larger than a row may be ends the connection when its length is told. What a
/// server sends while it is connected to is not limited but by the time for that.
/// </remarks>
public sealed class MySqlDriver(IOptions<DataSourceOptions> options, TimeProvider time) : SourceDriver(time)
{
    // The server's own limit comes first; a statement may have lifted it by a hint.
    private static readonly TimeSpan ClientGrace = TimeSpan.FromSeconds(5);

    private readonly MySqlConnections _connections = new(new SourceAddresses(options), options);

    /// <inheritdoc/>
    public override DataSourceKind Kind => DataSourceKind.Mysql;

    /// <inheritdoc/>
    public override Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken) =>
        ExecuteAsync(settings, query, prefix: "", cancellationToken);

    /// <inheritdoc/>
    public override async Task<string?> ExplainAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        await using var rows = await ExecuteAsync(settings, query, "EXPLAIN FORMAT=JSON ", cancellationToken);
        var batch = new RowBatch(rows.Columns.Count);
        return await rows.ReadAsync(batch, cancellationToken) ? CellText.ToString(rows.Columns[0].Type, batch.Cell(0, 0)) : null;
    }

    /// <inheritdoc/>
    protected override async Task<string> ReadVersionAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        await using var connection = await _connections.OpenAsync(settings, cancellationToken);
        return connection.ServerVersion.Replace("5.5.5-", "", StringComparison.Ordinal);
    }

    private async Task<RowReader> ExecuteAsync(
        SourceSettings settings, SourceQuery query, string prefix, CancellationToken cancellationToken)
    {
        var connection = await _connections.OpenAsync(settings, cancellationToken);
        MySqlCommand? command = null;
        try
        {
            var hasAnsiQuotes = await BeginReadOnlyAsync(connection, query.Timeout, cancellationToken);
            var statement = MySqlStatement.Of(query, hasAnsiQuotes);
            command = new MySqlCommand(prefix + statement.Text, connection)
            {
                CommandTimeout = (int)Math.Ceiling((query.Timeout + ClientGrace).TotalSeconds),
            };
            foreach (var parameter in statement.Parameters)
                command.Parameters.Add(ToMySql(parameter));

            // Prepared, so that values travel beside the statement and never become a part of its text.
            await command.PrepareAsync(cancellationToken);
            var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
            if (reader.FieldCount == 0) throw SourceErrors.ReadOnly();
            return new AdoRowReader(
                reader,
                await MySqlColumns.OfAsync(reader, cancellationToken),
                exception => MySqlErrors.WhileReading(exception, query.Timeout),
                atEnd => EndAsync(connection, command, reader, atEnd));
        }
        catch (Exception exception)
        {
            if (command is not null) await command.DisposeAsync();
            await connection.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (MySqlErrors.WhileReading(exception, query.Timeout) is { } error) throw error;
            throw;
        }
    }

    /// <returns>True if the server takes double quotes for names.</returns>
    private static async Task<bool> BeginReadOnlyAsync(MySqlConnection connection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using var asking = new MySqlCommand("SELECT @@sql_mode", connection);
        var modes = ((string?)await asking.ExecuteScalarAsync(cancellationToken) ?? "").Split(',').ToList();

        // As everywhere else, so that all agree on where a string ends.
        modes.RemoveAll(mode => mode == "NO_BACKSLASH_ESCAPES" || !mode.All(c => char.IsAsciiLetterUpper(c) || c == '_'));
        var limit = connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase)
            ? string.Create(CultureInfo.InvariantCulture, $"max_statement_time = {Math.Max(timeout.TotalSeconds, 0.001):0.######}")
            : string.Create(CultureInfo.InvariantCulture, $"max_execution_time = {Math.Clamp((long)timeout.TotalMilliseconds, 1, uint.MaxValue)}");

        foreach (var sql in (string[])
        [
            $"SET SESSION time_zone = '+00:00', sql_mode = '{string.Join(',', modes)}', {limit}",
            "SET SESSION TRANSACTION READ ONLY",
            "START TRANSACTION READ ONLY",
        ])
        {
            await using var command = new MySqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return modes.Contains("ANSI_QUOTES");
    }

    private static MySqlParameter ToMySql(BoundParameter parameter) => new(parameter.Name, TypeOf(parameter.Type))
    {
        Value = parameter.Value switch
        {
            null => DBNull.Value,
            DateTimeOffset moment => moment.UtcDateTime,
            Guid id => id.ToString(),
            var value => value,
        },
    };

    private static MySqlDbType TypeOf(ParameterType type) => type switch
    {
        ParameterType.Text or ParameterType.Choice or ParameterType.Uuid => MySqlDbType.VarChar,
        ParameterType.Integer => MySqlDbType.Int64,
        ParameterType.Decimal => MySqlDbType.NewDecimal,
        ParameterType.Boolean => MySqlDbType.Bool,
        ParameterType.Date => MySqlDbType.Date,
        _ => MySqlDbType.DateTime,
    };

    private static async ValueTask EndAsync(MySqlConnection connection, MySqlCommand command, MySqlDataReader reader, bool atEnd)
    {
        // Closing a reader reads what is left of the result: a query that still runs is killed before.
        if (!atEnd) await Task.Run(command.Cancel);
        try
        {
            await reader.DisposeAsync();
        }
        catch (Exception exception) when (MySqlErrors.WhileReading(exception, Timeout.InfiniteTimeSpan) is not null)
        {
            // The killed query says that it was killed.
        }

        await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
