using Npgsql;
using ReportScheduler.DevHost.LocalPostgres;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.DevHost.LocalPostgres;

public sealed class PostgresServerRestartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RestartImmediateAsync_RowJustCommitted_IsStillThere()
    {
        await using var server = new PostgresServer();
        Assert.SkipUnless(await server.CanRestartAsync(), "The PostgreSQL server is not ours to crash.");
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(cancellationToken: Cancelled));
        await source.CreateCommand("CREATE TABLE t AS SELECT 42 AS id").ExecuteNonQueryAsync(Cancelled);

        await server.RestartImmediateAsync(Cancelled);

        source.Clear();
        (await source.CreateCommand("SELECT id FROM t").ExecuteScalarAsync(Cancelled)).Should().Be(42);
    }

    [Fact]
    public async Task CreateDatabaseAsync_ServerOfAKilledTestProcess_IsStoppedAndDeleted()
    {
        var left = Path.Combine(Path.GetTempPath(), $"report-scheduler-test-{Guid.CreateVersion7():n}");
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(left + ".lock", "", Cancelled);
        var binaries = await BinariesLocator.LocateAsync(
            MachineBinaries.Usual(), major: null, Path.Combine(left, "npm"), new Progress<string>(), Cancelled);
        var cluster = new PostgresCluster(
            binaries,
            ServerAccount.ForThisProcess(),
            new ClusterOptions(Path.Combine(left, "data"), FreePorts.Take(), "secret") { Durable = false });
        await cluster.StartAsync(Cancelled);

        await using var server = new PostgresServer();
        Assert.SkipUnless(await server.CanRestartAsync(), "Only servers of our own leave folders.");

        Directory.Exists(left).Should().BeFalse();
        File.Exists(left + ".lock").Should().BeFalse();
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        var connect = async () => await source.OpenConnectionAsync(Cancelled);
        await connect.Should().ThrowAsync<NpgsqlException>();
    }
}
