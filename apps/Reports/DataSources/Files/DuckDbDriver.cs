using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// Reads files with DuckDB: CSV, JSON and Parquet as tables that have the files' names, databases of DuckDB as catalogs. The files
/// are private copies; see <see cref="DuckDbDatabase"/> for what a query cannot reach.
/// </summary>
public sealed class DuckDbDriver(SourceFiles files, TimeProvider time) : SourceDriver(time)
{
    /// <inheritdoc/>
    public override DataSourceKind Kind => DataSourceKind.Duckdb;

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

    /// <inheritdoc/>
    protected override async Task<string> ReadVersionAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(settings, SourceFiles.TestTimeout, cancellationToken);
        return session.Connection.ServerVersion;
    }

    private async Task<DuckDbSession> OpenAsync(SourceSettings settings, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var fetched = await files.FetchAsync(settings.Files, timeout, cancellationToken);
        var session = new DuckDbSession(fetched, timeout, Time);
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
