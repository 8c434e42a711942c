using Npgsql;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.LocalPostgres;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DevHost.LocalPostgres;

public sealed class PostgresClusterTests : IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly ServerAccount _account = ServerAccount.ForThisProcess();
    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-cluster-").FullName;
    private PostgresBinaries _binaries = null!;

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _binaries = await BinariesLocator.LocateAsync(
            MachineBinaries.Usual(), major: null, Path.Combine(_folder, "npm"), new Progress<string>(), Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster().StopAsync(PostgresShutdown.Immediate, CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task StartAsync_FormerOneStillRuns_TakesOverWithAllData()
    {
        var former = Cluster();
        await former.StartAsync(Cancelled);
        await ExecuteAsync(former, "CREATE TABLE t AS SELECT 42 AS id");

        var next = Cluster();
        await next.StartAsync(Cancelled);

        (await ScalarAsync(next, "SELECT id FROM t")).Should().Be(42);
        var connectToFormer = () => ScalarAsync(former, "SELECT 1");
        await connectToFormer.Should().ThrowAsync<NpgsqlException>("it was on another port");
    }

    [Fact]
    public async Task StartAsync_PidFileNamesSomeOtherProgram_Starts()
    {
        var cluster = Cluster();
        await cluster.StartAsync(Cancelled);
        await cluster.StopAsync(PostgresShutdown.Fast, Cancelled);
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "postmaster.pid"), $"{Environment.ProcessId}\n", Cancelled);

        await cluster.StartAsync(Cancelled);

        (await ScalarAsync(cluster, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task StartAsync_FormerInitializationWasCutShort_StartsAfresh()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data.new", "base"));

        var cluster = Cluster();
        await cluster.StartAsync(Cancelled);

        (await ScalarAsync(cluster, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task StartAsync_PortIsTaken_SaysWhichPort()
    {
        var first = Cluster();
        await first.StartAsync(Cancelled);
        var port = new NpgsqlConnectionStringBuilder(first.ConnectionString).Port;
        var second = new PostgresCluster(
            _binaries, _account, new ClusterOptions(Path.Combine(_folder, "other"), port, "secret") { Durable = false });

        var start = () => second.StartAsync(Cancelled);

        (await start.Should().ThrowAsync<DevHostException>()).WithMessage($"*port {port}*");
    }

    [Fact]
    public async Task StartAsync_WrongPassword_IsRefusedOnLoopback()
    {
        var cluster = Cluster();
        await cluster.StartAsync(Cancelled);
        var guess = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Password = "guess" };
        await using var source = NpgsqlDataSource.Create(guess.ConnectionString);

        var connect = async () => await source.OpenConnectionAsync(Cancelled);

        (await connect.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("28P01");
    }

    private PostgresCluster Cluster() => new(
        _binaries, _account, new ClusterOptions(Path.Combine(_folder, "data"), FreePorts.Take(), "secret") { Durable = false });

    private static async Task ExecuteAsync(PostgresCluster cluster, string sql) => await ScalarAsync(cluster, sql);

    private static async Task<object?> ScalarAsync(PostgresCluster cluster, string sql)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        return await source.CreateCommand(sql).ExecuteScalarAsync(Cancelled);
    }
}
