using Microsoft.Data.Sqlite;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;
using SQLitePCL;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// Reads a database file of SQLite from a private copy. SQLite itself asks before it compiles each action of a statement, and is
/// told that only reading is allowed.
/// </summary>
public sealed class SqliteDriver(SourceFiles files, TimeProvider time) : SourceDriver(time)
{
    // Of all queries on SQLite in this process at once: SQLite knows no limit of one alone.
    private const long MaxHeapBytes = 256 * 1024 * 1024;

    /// <inheritdoc/>
    public override DataSourceKind Kind => DataSourceKind.Sqlite;

    /// <inheritdoc/>
    public override Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken) =>
        ExecuteAsync(settings, query, prefix: "", cancellationToken);

    /// <inheritdoc/>
    public override async Task<string?> ExplainAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        await using var rows = await ExecuteAsync(settings, query, "EXPLAIN QUERY PLAN ", cancellationToken);
        var lines = new List<string>();
        var batch = new RowBatch(rows.Columns.Count);
        while (await rows.ReadAsync(batch, cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++)
                lines.Add(CellText.ToString(rows.Columns[^1].Type, batch.Cell(row, batch.ColumnCount - 1)));
        }

        return string.Join('\n', lines);
    }

    /// <inheritdoc/>
    protected override async Task<string> ReadVersionAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        var query = new SourceQuery("SELECT sqlite_version() FROM (SELECT count(*) FROM sqlite_schema)", [], SourceFiles.TestTimeout);
        await using var rows = await ExecuteAsync(settings, query, cancellationToken);
        var batch = new RowBatch(rows.Columns.Count);
        await rows.ReadAsync(batch, cancellationToken);
        return CellText.ToString(ColumnType.Text, batch.Cell(0, 0));
    }

    private async Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, string prefix, CancellationToken cancellationToken)
    {
        var statement = SqlStatement.Of(query, SqlDialect.Sqlite);
        if (settings.Files is not [{ Format: SourceFileFormat.Sqlite }])
            throw SourceFileErrors.Invalid("Give one file, a database of SQLite.");

        var fetched = await files.FetchAsync(settings.Files, query.Timeout, cancellationToken);
        var connection = new SqliteConnection(ConnectionString(fetched.Files[0].Path));
        Interruption? interruption = null;
        try
        {
            connection.Open();
            LockDown(connection);
            var handle = connection.Handle!;
            interruption = new Interruption(() => raw.sqlite3_interrupt(handle), query.Timeout, Time);
            var command = Command(connection, prefix + statement.Text, statement.Parameters);
            var reader = await interruption.RunAsync(command.ExecuteReader, cancellationToken);
            if (reader.FieldCount == 0) throw SourceErrors.ReadOnly();
            return new EmbeddedRowReader(
                reader, SqliteColumns.Of(reader), interruption, SqliteErrors.Of, () => EndAsync(interruption, connection, fetched));
        }
        catch (Exception exception)
        {
            await EndAsync(interruption, connection, fetched);
            if (SqliteErrors.Of(exception) is { } error) throw error;
            throw;
        }
    }

    // Immutable: no locks, no journals, and none of a database in WAL mode is looked for beside it.
    private static string ConnectionString(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = $"file:{path}?immutable=1",
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
    }.ConnectionString;

    private static void LockDown(SqliteConnection connection)
    {
        var handle = connection.Handle!;
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_ATTACHED, 0);
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_LENGTH, RowBatch.MaxRowBytes);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            PRAGMA query_only = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON;
            PRAGMA mmap_size = 0;
            PRAGMA cache_size = -8192;
            PRAGMA hard_heap_limit = {MaxHeapBytes};
            """;
        command.ExecuteNonQuery();
        raw.sqlite3_set_authorizer(handle, Authorize, null);
    }

    private static int Authorize(object data, int action, string first, string second, string database, string trigger) => action switch
    {
        raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_RECURSIVE => raw.SQLITE_OK,
        raw.SQLITE_FUNCTION when !string.Equals(second, "load_extension", StringComparison.OrdinalIgnoreCase) => raw.SQLITE_OK,
        _ => raw.SQLITE_DENY,
    };

    private static SqliteCommand Command(SqliteConnection connection, string text, IReadOnlyList<BoundParameter> parameters)
    {
        // Interrupted by us: SQLite waits for locks only, of which there are none.
        var command = new SqliteCommand(text, connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue("@" + parameter.Name, ValueOf(parameter));
        return command;
    }

    // SQLite has neither decimals nor times: a decimal as text would be greater than every number.
    private static object ValueOf(BoundParameter parameter) => parameter.Value switch
    {
        null => DBNull.Value,
        decimal number => (double)number,
        DateTimeOffset moment => moment.UtcDateTime,
        Guid id => id.ToString(),
        var value => value,
    };

    private static async ValueTask EndAsync(Interruption? interruption, SqliteConnection connection, FetchedFiles files)
    {
        if (interruption is not null) await interruption.DisposeAsync();
        await connection.DisposeAsync();
        await files.DisposeAsync();
    }
}
