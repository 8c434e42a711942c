using ReportScheduler.DevHost.LocalPostgres;

namespace ReportScheduler.TestKit.Postgres;

/// <summary>A server of our own that another class started and cleans up after.</summary>
internal sealed class ClusterBackend(PostgresCluster cluster) : TestBackend
{
    public override string ConnectionString => cluster.ConnectionString;

    public override async ValueTask DisposeAsync() => await cluster.StopAsync(PostgresShutdown.Immediate, CancellationToken.None);
}
