using System.Globalization;
using Npgsql;
using ReportScheduler.DevHost.LocalPostgres;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.TestKit.Postgres;

/// <summary>
/// A PostgreSQL server that is backed up as a managed one is: a base backup, and an archive of its log, from which a new server
/// is made as of any moment since. It needs no other programs than the server's own, from the machine or from npm.
/// </summary>
public sealed class ArchivedServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly ServerAccount _account;
    private readonly PostgresCluster _cluster;

    private ArchivedServer(TestFolder folder, PostgresBinaries binaries, ServerAccount account)
    {
        (_folder, _binaries, _account) = (folder, binaries, account);
        _cluster = Cluster("data", new() { ["archive_mode"] = "on" });
        Server = new PostgresServer(new ClusterBackend(_cluster));
    }

    /// <summary>The server that is backed up.</summary>
    public PostgresServer Server { get; }

    private string Archive => Path.Combine(_folder.Path, "archive");

    private string Backup => Path.Combine(_folder.Path, "backup");

    public static async Task<ArchivedServer> StartAsync(CancellationToken cancellationToken)
    {
        var account = ServerAccount.ForThisProcess();
        var folder = TestFolder.Create();
        var binaries = await LocalBackend.LocateBinariesAsync(account, cancellationToken);
        var server = new ArchivedServer(folder, binaries, account);
        Directory.CreateDirectory(server.Archive);
        await account.TakeAsync(folder.Path, cancellationToken);
        await server._cluster.StartAsync(cancellationToken);
        await using var database = Connect(server._cluster);
        await ExecuteAsync(database, $"""ALTER SYSTEM SET archive_command = 'cp "%p" "{server.Archive}/%f"'""", cancellationToken);
        await ExecuteAsync(database, "SELECT pg_reload_conf()", cancellationToken);
        return server;
    }

    /// <summary>Takes the base backup while the server works on.</summary>
    public async Task BackUpAsync(CancellationToken cancellationToken)
    {
        await using var database = Connect(_cluster);
        // The session that begins a backup has to end it.
        await using var session = await database.OpenConnectionAsync(cancellationToken);
        await using (var begin = new NpgsqlCommand("SELECT pg_backup_start('test', fast => true)", session))
            await begin.ExecuteNonQueryAsync(cancellationToken);
        // Files that vanish meanwhile are in the log.
        await new Tool("cp", "-a", Path.Combine(_folder.Path, "data"), Backup).RunAsync(output: null, cancellationToken);
        await using var end = new NpgsqlCommand("SELECT labelfile FROM pg_backup_stop(wait_for_archive => true)", session);
        await File.WriteAllTextAsync(Path.Combine(Backup, "backup_label"), (string)(await end.ExecuteScalarAsync(cancellationToken))!, cancellationToken);
        File.Delete(Path.Combine(Backup, "postmaster.pid"));
        foreach (var segment in Directory.EnumerateFiles(Path.Combine(Backup, "pg_wal")))
            File.Delete(segment);
    }

    /// <summary>Waits until everything that was committed is in the archive, and stops the server for good.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using (var database = Connect(_cluster))
        {
            await using var command = database.CreateCommand("SELECT pg_walfile_name(pg_switch_wal())");
            var last = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
            await Eventually.TrueAsync(() => File.Exists(Path.Combine(Archive, last)), Limit, cancellationToken, "the log is archived");
        }

        await _cluster.StopAsync(PostgresShutdown.Fast, cancellationToken);
    }

    /// <summary>Starts a new server with what had been committed at a moment; call it once.</summary>
    /// <param name="moment">Not after the last commit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PostgresServer> RestoreAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var target = moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff+00", CultureInfo.InvariantCulture);
        await File.AppendAllTextAsync(
            Path.Combine(Backup, "postgresql.auto.conf"),
            $"""

            restore_command = 'cp "{Archive}/%f" "%p"'
            recovery_target_time = '{target}'
            recovery_target_action = 'promote'

            """,
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Backup, "recovery.signal"), "", cancellationToken);
        await _account.TakeAsync(Backup, cancellationToken);
        var cluster = Cluster("backup", []);
        await cluster.StartAsync(cancellationToken);
        await using var database = Connect(cluster);
        await Eventually.TrueAsync(
            async token =>
            {
                await using var command = database.CreateCommand("SELECT NOT pg_is_in_recovery()");
                return (bool)(await command.ExecuteScalarAsync(token))!;
            },
            Limit,
            cancellationToken,
            "the restored server takes writes");
        return new PostgresServer(new ClusterBackend(cluster));
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAsync(PostgresShutdown.Immediate, CancellationToken.None);
        await Cluster("backup", []).StopAsync(PostgresShutdown.Immediate, CancellationToken.None);
        await _folder.DisposeAsync();
    }

    private PostgresCluster Cluster(string folder, Dictionary<string, string> settings) => new(
        _binaries,
        _account,
        new ClusterOptions(Path.Combine(_folder.Path, folder), FreePorts.Take(), "postgres") { Settings = LocalBackend.WithMaxConnections(settings) });

    private static NpgsqlDataSource Connect(PostgresCluster cluster) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Pooling = false }.ConnectionString);

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
