using System.Data;
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Runs tenants' queries on their PostgreSQL databases (version 12 or later): one statement, read only, streamed.
/// </summary>
public sealed class PostgreSqlSource(IOptions<DataSourceOptions> options, TimeProvider time) : IDisposable
{
    // All settings end with the transaction, and with them nothing is left behind on a connection that a pooler between
    // lends to someone else. A single statement cannot outlive the transaction, so it cannot escape them either.
    private const string BeginReadOnly = """
        BEGIN READ ONLY;
        SELECT set_config('default_transaction_read_only', 'on', true),
               set_config('statement_timeout', @timeout, true),
               set_config('TimeZone', 'UTC', true),
               set_config('DateStyle', 'ISO, YMD', true),
               set_config('IntervalStyle', 'iso_8601', true),
               set_config('bytea_output', 'hex', true),
               set_config('extra_float_digits', '1', true)
        """;

    // No parameter of a tenant's can have this name: theirs start with a letter.
    private const string UnusedParameter = "_unused";

    private readonly SourceConnector _connector = new(new SourceAddresses(options), options, time);

    /// <summary>Closes the connections that are kept for the next run.</summary>
    public void Dispose() => _connector.Dispose();

    /// <summary>Connects and logs in. A source that refuses is a result, not an exception.</summary>
    public async Task<SourceTestResult> TestAsync(PostgreSqlSourceSettings settings, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            await using var source = await _connector.OpenNewAsync(settings, cancellationToken);
            return new SourceTestResult(source.Connection.PostgreSqlVersion.ToString(), null, time.GetElapsedTime(start));
        }
        catch (ReportException exception)
        {
            return new SourceTestResult(null, exception, time.GetElapsedTime(start));
        }
    }

    /// <summary>Starts a query. Its rows arrive as they are read; dispose the result to end it at any time.</summary>
    /// <exception cref="ReportException">The source cannot be used or refuses the query; the code tells why.</exception>
    public async Task<QueryResult> ExecuteAsync(
        PostgreSqlSourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        var source = await BeginReadOnlyAsync(settings, query.Timeout, cancellationToken);
        try
        {
            return await ExecuteAsync(source, query, cancellationToken);
        }
        catch (Exception exception)
        {
            await source.DisposeAsync();
            if (SourceErrors.IsFromSource(exception))
                throw SourceErrors.WhileReading(exception, query.Timeout);
            throw;
        }
    }

    /// <summary>Asks a question: true when the first column of the query's first row is true.</summary>
    /// <exception cref="ReportException">The source cannot be used or refuses the query; the code tells why.</exception>
    public async Task<bool> IsTrueAsync(PostgreSqlSourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        await using var result = await ExecuteAsync(settings, query, cancellationToken);
        if (!await result.ReadAsync(cancellationToken)) return false;
        await using var cell = await result.OpenCellAsync(0, cancellationToken);
        return cell is not null && cell.ReadByte() == 't' && cell.ReadByte() == -1;
    }

    private async Task<SourceConnection> BeginReadOnlyAsync(
        PostgreSqlSourceSettings settings, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var source = await _connector.OpenAsync(settings, cancellationToken);
            try
            {
                await BeginReadOnlyAsync(source.Connection, timeout, cancellationToken);
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
        NpgsqlConnection connection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(BeginReadOnly, connection);
        var milliseconds = Math.Clamp((long)timeout.TotalMilliseconds, 1, int.MaxValue);
        command.Parameters.AddWithValue("timeout", milliseconds.ToString(CultureInfo.InvariantCulture));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<QueryResult> ExecuteAsync(
        SourceConnection source, SourceQuery query, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query.Sql))
            throw SourceErrors.ReadOnly();
        await RefuseOtherThanOneQueryAsync(source.Connection, query, cancellationToken);
        await using var command = new NpgsqlCommand(query.Sql, source.Connection) { AllResultTypesAreUnknown = true };
        Bind(query, command.Parameters);
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        return new QueryResult(reader, PostgreSqlColumns.Of(reader), query.Timeout, source);
    }

    /// <remarks>
    /// The server parses the statement and describes its rows, but does not run it: COPY, DO, CALL and the like have none, and
    /// would not all be stopped by the read-only transaction. A command of a batch may hold one statement, for which Npgsql looks
    /// if there is a named parameter, used or not. Two that Npgsql takes for one are refused by the server, because the extended
    /// protocol parses one at a time.
    /// </remarks>
    private static async Task RefuseOtherThanOneQueryAsync(
        NpgsqlConnection connection, SourceQuery query, CancellationToken cancellationToken)
    {
        var statement = new NpgsqlBatchCommand(query.Sql);
        Bind(query, statement.Parameters);
        statement.Parameters.Add(new NpgsqlParameter(UnusedParameter, NpgsqlDbType.Boolean) { Value = DBNull.Value });
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement } };
        try
        {
            await using var description = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
            if (description.FieldCount == 0)
                throw SourceErrors.ReadOnly();
        }
        catch (NotSupportedException exception)
        {
            throw new ReportException(ReportErrors.QueryMultipleStatements, "Give one SELECT statement, not several.", exception);
        }
    }

    private static void Bind(SourceQuery query, NpgsqlParameterCollection parameters)
    {
        foreach (var parameter in query.Parameters)
            parameters.Add(ToNpgsql(parameter));
    }

    private static NpgsqlParameter ToNpgsql(BoundParameter parameter) => new(parameter.Name, TypeOf(parameter.Type) | (parameter.IsList ? NpgsqlDbType.Array : default))
    {
        Value = parameter.Value switch
        {
            null => DBNull.Value,
            DateTimeOffset moment => moment.UtcDateTime,
            var value => value,
        },
    };

    private static NpgsqlDbType TypeOf(ParameterType type) => type switch
    {
        ParameterType.Text or ParameterType.Choice => NpgsqlDbType.Text,
        ParameterType.Integer => NpgsqlDbType.Bigint,
        ParameterType.Decimal => NpgsqlDbType.Numeric,
        ParameterType.Boolean => NpgsqlDbType.Boolean,
        ParameterType.Date => NpgsqlDbType.Date,
        ParameterType.Uuid => NpgsqlDbType.Uuid,
        _ => NpgsqlDbType.TimestampTz,
    };
}
