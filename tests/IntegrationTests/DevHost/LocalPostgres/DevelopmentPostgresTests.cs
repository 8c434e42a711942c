using System.Runtime.Versioning;
using System.Text.Json;
using Npgsql;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.LocalPostgres;
using ReportScheduler.DevHost.Ports;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.DevHost.LocalPostgres;

public sealed class DevelopmentPostgresTests(PostgresServer server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("development-postgres-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task StartAsync_FormerDevHostWasKilled_TakesOverWithAllDataOnTheNewPort()
    {
        await SkipWithDockerAsync();
        Open(_folder);
        var former = await StartAsync();
        await ExecuteAsync(former, "CREATE TABLE t AS SELECT 42 AS id");

        await using var next = await StartAsync();

        (await ExecuteAsync(next, "SELECT id FROM t")).Should().Be(42);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task StartAsync_FolderThatTheServerCannotReach_KeepsItsFilesElsewhere()
    {
        await SkipWithDockerAsync();
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess, "Only root needs another account.");
        var closed = Directory.CreateDirectory(Path.Combine(_folder, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using (var postgres = await StartAsync(closed.FullName))
            await ExecuteAsync(postgres, "CREATE TABLE t AS SELECT 42 AS id");
        await using (var again = await StartAsync(closed.FullName))
            (await ExecuteAsync(again, "SELECT id FROM t")).Should().Be(42);

        var state = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(closed.FullName, "server.json"), Cancelled));
        var elsewhere = Path.GetDirectoryName(state.GetProperty("location").GetString()!)!;
        elsewhere.Should().NotStartWith(_folder);
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task StartAsync_DatabaseIsInDockerAndDockerDoesNotAnswer_SaysSo()
    {
        Assert.SkipWhen(await DockerEngine.AnswersAsync(Cancelled), "A Docker engine answers.");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "server.json"), """{"source":"Docker","location":"report-scheduler-x","password":"x"}""", Cancelled);

        var start = () => StartAsync();

        (await start.Should().ThrowAsync<DevHostException>()).WithMessage("*no Docker engine answers: start Docker, *");
    }

    [Fact]
    public async Task StartAsync_GivenServer_IsUsedAndNotStopped()
    {
        var given = await server.CreateDatabaseAsync(cancellationToken: Cancelled);

        await using (var postgres = await DevelopmentPostgres.StartAsync(given, _folder, new PortUse("PostgreSQL", 1), new Progress<string>(), Cancelled))
            await ExecuteAsync(postgres, "CREATE TABLE t AS SELECT 42 AS id");

        await using var source = NpgsqlDataSource.Create(given);
        (await source.CreateCommand("SELECT id FROM t").ExecuteScalarAsync(Cancelled)).Should().Be(42);
    }

    [Fact]
    public async Task StartAsync_GivenServerDoesNotAnswer_SaysSoWithoutThePassword()
    {
        var given = $"Host=127.0.0.1;Port={FreePorts.Take()};Username=owner;Password=hunter2";

        var start = () => DevelopmentPostgres.StartAsync(given, _folder, new PortUse("PostgreSQL", 1), new Progress<string>(), Cancelled);

        (await start.Should().ThrowAsync<DevHostException>()).WithMessage("The server in ConnectionStrings__Postgres cannot be used: *")
            .Which.Message.Should().NotContain("hunter2");
    }

    private static async Task SkipWithDockerAsync() =>
        Assert.SkipWhen(await DockerEngine.AnswersAsync(Cancelled), "With Docker the server runs in a container.");

    private static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private Task<DevelopmentPostgres> StartAsync(string? folder = null) => DevelopmentPostgres.StartAsync(
        given: null, folder ?? _folder, new PortUse("PostgreSQL", FreePorts.Take()), new Progress<string>(), Cancelled);

    private static async Task<object?> ExecuteAsync(DevelopmentPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.OwnerConnectionString);
        return await source.CreateCommand(sql).ExecuteScalarAsync(Cancelled);
    }
}
