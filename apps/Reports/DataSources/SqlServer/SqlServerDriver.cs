using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.SqlServer;

/// <summary>
/// Reads SQL Server (2016 or later) and Azure SQL: one SELECT statement, in a transaction that is always rolled back. Log in as a
/// role that may only read (<c>db_datareader</c>): the server knows no read-only transaction.
/// </summary>
public sealed class SqlServerDriver(IOptions<DataSourceOptions> options, TimeProvider time) : SourceDriver(time)
{
    private readonly SqlServerConnections _connections = new(new SourceAddresses(options), options);

    /// <inheritdoc/>
    public override DataSourceKind Kind => DataSourceKind.SqlServer;

    /// <inheritdoc/>
    public override async Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        var statement = SqlServerStatement.Of(query);
        var connection = await _connections.OpenAsync(settings, cancellationToken);
        SqlCommand? command = null;
        try
        {
            var transaction = await BeginAsync(connection, query.Timeout, cancellationToken);
            command = new SqlCommand(statement.Text, connection, transaction)
            {
                // SqlClient sends the server an attention when it is over.
                CommandTimeout = (int)Math.Max(1, Math.Ceiling(query.Timeout.TotalSeconds)),
            };
            foreach (var parameter in statement.Parameters)
                command.Parameters.Add(ToSqlServer(parameter));
            var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
            if (reader.FieldCount == 0) throw SourceErrors.ReadOnly();
            return new AdoRowReader(
                reader,
                SqlServerColumns.Of(await reader.GetColumnSchemaAsync(cancellationToken)),
                exception => SqlServerErrors.WhileReading(exception, query.Timeout),
                atEnd => EndAsync(connection, command, reader, atEnd));
        }
        catch (Exception exception)
        {
            if (command is not null) await command.DisposeAsync();
            await connection.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (SqlServerErrors.WhileReading(exception, query.Timeout) is { } error) throw error;
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<string> ReadVersionAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        await using var connection = await _connections.OpenAsync(settings, cancellationToken);
        return connection.ServerVersion;
    }

    // Never committed: closing the connection rolls it back.
    private static async Task<SqlTransaction> BeginAsync(SqlConnection connection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var milliseconds = Math.Clamp((long)timeout.TotalMilliseconds, 1, int.MaxValue);
        var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var command = new SqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"SET XACT_ABORT ON; SET LOCK_TIMEOUT {milliseconds}"), connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    private static SqlParameter ToSqlServer(BoundParameter parameter) => new("@" + parameter.Name, parameter.Type switch
    {
        ParameterType.Text or ParameterType.Choice => SqlDbType.NVarChar,
        ParameterType.Uuid => SqlDbType.UniqueIdentifier,
        ParameterType.Integer => SqlDbType.BigInt,
        ParameterType.Decimal => SqlDbType.Decimal,
        ParameterType.Boolean => SqlDbType.Bit,
        ParameterType.Date => SqlDbType.Date,
        _ => SqlDbType.DateTimeOffset,
    })
    {
        Value = parameter.Value ?? DBNull.Value,
    };

    private static async ValueTask EndAsync(SqlConnection connection, SqlCommand command, SqlDataReader reader, bool atEnd)
    {
        // Closing a reader reads what is left of the result: a query that still runs is stopped before.
        if (!atEnd) await Task.Run(command.Cancel);
        try
        {
            await reader.DisposeAsync();
        }
        catch (SqlException)
        {
            // The stopped query says that it was stopped.
        }

        await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
