using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>A connection to a tenant's database.</summary>
/// <param name="Connection">Open, and as new.</param>
/// <param name="Forget">Closes the connections that others of the same source have left open.</param>
/// <param name="Left">Called after the connection was given back.</param>
internal sealed record SourceConnection(NpgsqlConnection Connection, Action Forget, Func<ValueTask> Left) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Left();
    }
}
