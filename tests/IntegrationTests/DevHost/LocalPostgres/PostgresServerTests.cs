using Npgsql;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.DevHost.LocalPostgres;

public sealed class PostgresServerTests(PostgresServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateDatabaseAsync_CalledTwice_GivesDatabasesThatDoNotShareTables()
    {
        await using var first = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(cancellationToken: Cancelled));
        await using var second = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(cancellationToken: Cancelled));

        await first.CreateCommand("CREATE TABLE t (id int)").ExecuteNonQueryAsync(Cancelled);

        var inSecond = await second.CreateCommand("SELECT to_regclass('t') IS NULL").ExecuteScalarAsync(Cancelled);
        inSecond.Should().Be(true);
    }

    [Fact]
    public async Task CreateDatabaseAsync_NameThatExists_GivesAnEmptyDatabase()
    {
        await using var former = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("named_database", Cancelled));
        await former.CreateCommand("CREATE TABLE t (id int)").ExecuteNonQueryAsync(Cancelled);

        await using var again = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("named_database", Cancelled));

        var isEmpty = await again.CreateCommand("SELECT to_regclass('t') IS NULL").ExecuteScalarAsync(Cancelled);
        isEmpty.Should().Be(true);
    }
}
