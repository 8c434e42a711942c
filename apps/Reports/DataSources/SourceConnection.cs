using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>A connection to a tenant's database, with the data source that made it.</summary>
internal sealed record SourceConnection(NpgsqlDataSource DataSource, NpgsqlConnection Connection) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await DataSource.DisposeAsync();
    }
}
