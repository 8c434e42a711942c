using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// Reads files with DuckDB: CSV, JSON and Parquet as tables that have the files' names, databases of DuckDB as catalogs. The files
/// are private copies; see <see cref="DuckDbDatabase"/> for what a query cannot reach.
/// </summary>
public sealed class DuckDbDriver(IArtifactStore store, IOptions<DataSourceOptions> options, TimeProvider time) : SourceDriver, IDisposable
{
    private static readonly TimeSpan TestTimeout = TimeSpan.FromMinutes(1);

    private readonly SourceFiles _files = new(store, options, time);

    /// <inheritdoc/>
    public override DataSourceKind Kind => DataSourceKind.Duckdb;

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    /// <inheritdoc/>
    public override async Task<SourceTestResult> TestAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            await using var session = await OpenAsync(settings, TestTimeout, cancellationToken);
            return new SourceTestResult(session.Connection.ServerVersion, null, time.GetElapsedTime(start));
        }
        catch (ReportException exception)
        {
            return new SourceTestResult(null, exception, time.GetElapsedTime(start));
        }
    }

    /// <inheritdoc/>
    public override async Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        var statement = DuckDbQuery.Check(query);
        var session = await OpenAsync(settings, query.Timeout, cancellationToken);
        try
        {
            var (reader, columns) = await session.RunAsync(connection => DuckDbQuery.Execute(connection, statement), cancellationToken);
            return new EmbeddedRowReader(reader, columns, session.Interruption, session.ErrorOf, async () =>
            {
                await reader.DisposeAsync();
                await session.DisposeAsync();
            });
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<string?> ExplainAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken)
    {
        var statement = DuckDbQuery.Check(query);
        await using var session = await OpenAsync(settings, query.Timeout, cancellationToken);
        return await session.RunAsync(connection => DuckDbQuery.Explain(connection, statement), cancellationToken);
    }

    private async Task<DuckDbSession> OpenAsync(SourceSettings settings, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var files = await _files.FetchAsync(settings.Files, timeout, cancellationToken);
        var session = new DuckDbSession(files, timeout, time);
        try
        {
            await session.OpenAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }
}
