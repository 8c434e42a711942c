using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources;

/// <summary>Reads databases of one kind: one statement at a time, read only, streamed.</summary>
public abstract class SourceDriver(TimeProvider time)
{
    // Below the time for which somebody waits for a worker's answer.
    private static readonly TimeSpan TestTimeout = TimeSpan.FromSeconds(25);

    /// <summary>By which its queries are timed.</summary>
    protected TimeProvider Time => time;

    /// <summary>The kind it reads.</summary>
    public abstract DataSourceKind Kind { get; }

    /// <summary>Connects and logs in, or fetches the files. A source that refuses or takes longer than 25 s is a result, not an exception.</summary>
    public async Task<SourceTestResult> TestAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var late = new CancellationTokenSource(TestTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return new SourceTestResult(await ReadVersionAsync(settings, stop.Token), null, time.GetElapsedTime(start));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ReportException
            && late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SourceTestResult(null, SourceErrors.TestTimeout(TestTimeout, exception), time.GetElapsedTime(start));
        }
        catch (ReportException exception)
        {
            return new SourceTestResult(null, exception, time.GetElapsedTime(start));
        }
    }

    /// <summary>Starts a query. Its rows arrive as they are read; dispose the reader to end it at any time.</summary>
    /// <exception cref="ReportException">The source cannot be used or refuses the query; the code tells why.</exception>
    public abstract Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken);

    /// <summary>Asks a question: true when the first column of the query's first row is true, or a whole number other than 0.</summary>
    /// <exception cref="ReportException">The source cannot be used or refuses the query; the code tells why.</exception>
    public async Task<bool> IsTrueAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        await using var reader = await ExecuteAsync(settings, query, cancellationToken);
        var batch = new RowBatch(reader.Columns.Count);
        return reader.Columns.Count > 0 && await reader.ReadAsync(batch, cancellationToken) && IsTrue(reader.Columns[0].Type, batch);
    }

    /// <summary>How the source would run a query, in its own words; the query is not run.</summary>
    /// <returns>Null when sources of this kind cannot tell.</returns>
    /// <exception cref="ReportException">The source cannot be used or refuses the query; the code tells why.</exception>
    public virtual Task<string?> ExplainAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    /// <summary>Connects, and asks for the server's version.</summary>
    /// <exception cref="ReportException">The source cannot be used; the code tells why.</exception>
    protected abstract Task<string> ReadVersionAsync(SourceSettings settings, CancellationToken cancellationToken);

    private static bool IsTrue(ColumnType type, RowBatch batch) => batch.TryGetCell(0, 0, out var cell) && type switch
    {
        ColumnType.Boolean => cell[0] != 0,
        ColumnType.Integer => CellValue.Integer(cell) != 0,
        _ => false,
    };
}

/// <summary>How to reach a tenant's data source. <see cref="ToString"/> shows nothing of it but its kind.</summary>
/// <param name="Host">A host name or an IP address; null for files.</param>
/// <param name="Port">1 to 65535; 0 for files.</param>
/// <param name="Username">Who to log in as; one that may only read is best.</param>
/// <param name="Files">For <see cref="DataSourceKind.Sqlite"/> and <see cref="DataSourceKind.Duckdb"/>: what to read.</param>
public sealed record SourceSettings(
    DataSourceKind Kind, string? Host, int Port, string? Database, string? Username, string? Password, DataSourceSslMode SslMode,
    IReadOnlyList<SourceFile> Files)
{
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Kind = ").Append(Kind);
        return true;
    }
}

/// <summary>A file to read: from an https address or from the artifact store, one of both.</summary>
/// <param name="Name">The table by which queries name it.</param>
/// <param name="ArtifactPath">Its path in the artifact store.</param>
/// <param name="ContentEncoding">How the store keeps it: <c>br</c>, <c>gzip</c> or null.</param>
public sealed record SourceFile(string Name, SourceFileFormat Format, Uri? Url, string? ArtifactPath = null, string? ContentEncoding = null);
