using System.Data;
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Runs tenants' queries on their PostgreSQL databases (version 12 or later): one statement, read only, its rows copied out in
/// binary format. What COPY cannot run (SHOW, EXPLAIN and whatever is no query) is refused.
/// </summary>
public sealed class PostgreSqlDriver(IOptions<DataSourceOptions> options, TimeProvider time) : SourceDriver(time), IDisposable
{
    // All settings end with the transaction, and with them nothing is left behind on a connection that a pooler between
    // lends to someone else. A single statement cannot outlive the transaction, so it cannot escape them either.
    // Notices are read by nobody here.
    private const string BeginReadOnly = """
        BEGIN READ ONLY;
        SELECT set_config('default_transaction_read_only', 'on', true),
               set_config('statement_timeout', @timeout, true),
               set_config('client_min_messages', 'error', true),
               set_config('standard_conforming_strings', 'on', true),
               set_config('TimeZone', 'UTC', true),
               set_config('DateStyle', 'ISO, YMD', true),
               set_config('IntervalStyle', 'iso_8601', true),
               set_config('bytea_output', 'hex', true),
               set_config('extra_float_digits', '1', true)
        """;

    private readonly SourceConnector _connector = new(new SourceAddresses(options), options, time);

    /// <inheritdoc/>
    public override DataSourceKind Kind => DataSourceKind.Postgresql;

    /// <summary>Closes the connections that are kept for the next run.</summary>
    public void Dispose() => _connector.Dispose();

    /// <inheritdoc/>
    public override Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken) =>
        BeginAsync(settings, query, CopyAsync, cancellationToken);

    /// <inheritdoc/>
    public override async Task<string?> ExplainAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken) =>
        await BeginAsync(settings, query, ExplainAsync, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<string> ReadVersionAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        await using var source = await _connector.OpenNewAsync(settings, cancellationToken);
        return source.Connection.PostgreSqlVersion.ToString();
    }

    /// <summary>Does something with a statement that was found to be a query, on a connection that then belongs to it.</summary>
    private async Task<T> BeginAsync<T>(
        SourceSettings settings,
        SourceQuery query,
        Func<SourceConnection, DescribedStatement, CancellationToken, Task<T>> use,
        CancellationToken cancellationToken)
    {
        var parameters = new PostgreSqlParameters(query.Parameters);
        var statement = PostgreSqlStatement.Parse(query.Sql, parameters);
        var source = await BeginReadOnlyAsync(settings, query.Timeout, parameters, cancellationToken);
        try
        {
            var columns = await DescribeAsync(source.Connection, statement, cancellationToken);
            return await use(source, new DescribedStatement(statement.Sql, columns, query.Timeout), cancellationToken);
        }
        catch (Exception exception)
        {
            await source.DisposeAsync();
            if (SourceErrors.IsFromSource(exception))
                throw SourceErrors.WhileReading(exception, query.Timeout);
            throw;
        }
    }

    private async Task<SourceConnection> BeginReadOnlyAsync(
        SourceSettings settings, TimeSpan timeout, PostgreSqlParameters parameters, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var source = await _connector.OpenAsync(settings, cancellationToken);
            try
            {
                await BeginReadOnlyAsync(source.Connection, timeout, parameters, cancellationToken);
                return source;
            }
            catch (Exception exception)
            {
                // One that an earlier run left open may have been closed at the other end meanwhile.
                source.Forget();
                await source.DisposeAsync();
                if (!SourceErrors.IsFromSource(exception)) throw;
                var isClosed = exception is not PostgresException { SqlState: var state } || state.StartsWith("57P", StringComparison.Ordinal);
                if (attempt > 1 || !isClosed) throw SourceErrors.WhileReading(exception, timeout);
            }
        }
    }

    private static async Task BeginReadOnlyAsync(
        NpgsqlConnection connection, TimeSpan timeout, PostgreSqlParameters parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(BeginReadOnly, connection);
        var milliseconds = Math.Clamp((long)timeout.TotalMilliseconds, 1, int.MaxValue);
        command.Parameters.AddWithValue("timeout", milliseconds.ToString(CultureInfo.InvariantCulture));
        foreach (var (setting, value) in parameters.Settings)
        {
            var name = setting.Replace('.', '_');
            command.CommandText += $", set_config('{setting}', @{name}, true)";
            command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Text) { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <remarks>
    /// The server parses the statement by itself, as one and as a query, before it is put in parentheses: what could close them
    /// and go on with something else is no statement. It is described and not run: DO, CALL and the like have no rows, and would
    /// not all be stopped by the read-only transaction.
    /// </remarks>
    private static async Task<PostgreSqlColumns> DescribeAsync(
        NpgsqlConnection connection, PostgreSqlStatement statement, CancellationToken cancellationToken)
    {
        await using var command = Raw(statement.Sql, connection);
        await using var description = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
        return description.FieldCount > 0 && statement.IsQuery ? PostgreSqlColumns.Of(description) : throw SourceErrors.ReadOnly();
    }

    private async Task<RowReader> CopyAsync(SourceConnection source, DescribedStatement statement, CancellationToken cancellationToken)
    {
        // The server answers not before it has rows.
        var cancellation = new PostgreSqlCancellation(source.Connection, Time);
        try
        {
            await using var stopping = cancellation.StopOn(cancellationToken);
            var stream = await source.Connection.BeginRawBinaryCopyAsync(statement.Columns.ToCopy(statement.Sql), cancellation.Breaking);
            return new PostgreSqlRowReader(stream, statement.Columns, statement.Timeout, source, cancellation);
        }
        catch (Exception exception)
        {
            await cancellation.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            // By itself it was understood: it is a WITH that writes.
            if (exception is PostgresException { SqlState: PostgresErrorCodes.SyntaxError or PostgresErrorCodes.FeatureNotSupported })
                throw SourceErrors.ReadOnly(exception);
            throw;
        }
    }

    private static async Task<string> ExplainAsync(SourceConnection source, DescribedStatement statement, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await using (var command = Raw($"EXPLAIN {statement.Sql}", source.Connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                lines.Add(reader.GetString(0));
        }

        await source.DisposeAsync();
        return string.Join('\n', lines);
    }

    // With a parameter that has no name, Npgsql sends the text as it is.
    private static NpgsqlCommand Raw(string sql, NpgsqlConnection connection) => new(sql, connection)
    {
        Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Boolean, Value = DBNull.Value } },
    };

    private sealed record DescribedStatement(string Sql, PostgreSqlColumns Columns, TimeSpan Timeout);
}
