using ReportScheduler.Benchmarks.CommandLine;
using ReportScheduler.Benchmarks.Measuring;
using ReportScheduler.Benchmarks.Ours;
using ReportScheduler.Benchmarks.Peers;
using ReportScheduler.TestKit.Apps;

namespace ReportScheduler.Benchmarks.Cases;

/// <summary>
/// Makes contenders and their databases when they are first needed. The peers' processes stay, since they do nothing
/// between waves; the product's are started for each measurement.
/// </summary>
internal sealed class Contenders(BenchmarkServer server, BenchmarkOptions options) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report-scheduler-benchmarks-").FullName;
    private readonly Dictionary<string, PeerProcess> _peers = [];
    private readonly Dictionary<int, ProductDatabase> _databases = [];

    private string SecretsFile => Path.Combine(_folder, "secrets.json");

    /// <returns>The peer; true when it was started just now.</returns>
    public async Task<(PeerProcess Peer, bool IsNew)> GetPeerAsync(string name, int schedules, CancellationToken cancellationToken)
    {
        var key = $"{name} {schedules}";
        if (_peers.TryGetValue(key, out var existing))
            return (existing, false);
        var database = await server.Server.CreateDatabaseAsync(cancellationToken: cancellationToken);
        return (_peers[key] = await PeerProcess.StartAsync(name, new PeerSetup(database, schedules, options.Rows), cancellationToken), true);
    }

    public async Task<ProductDatabase> GetDatabaseAsync(int schedules, CancellationToken cancellationToken)
    {
        if (_databases.TryGetValue(schedules, out var existing))
            return existing;
        if (!File.Exists(SecretsFile))
            await AppSecrets.WriteAsync(SecretsFile, cancellationToken);
        var inWaves = Math.Min(schedules, Math.Max(options.Rows, options.SteadySeconds * 1000));
        return _databases[schedules] = await ProductDatabase.CreateAsync(server, schedules, inWaves, options.SteadySeconds, SecretsFile, cancellationToken);
    }

    public async Task<FiringContender> StartFiringAsync(int schedules, int schedulers, CancellationToken cancellationToken)
    {
        var database = await GetDatabaseAsync(schedules, cancellationToken);
        return new FiringContender(database, await ProductProcesses.StartAsync(database, SecretsFile, schedulers, withWorker: false, cancellationToken));
    }

    public async Task<ExecutionContender> StartExecutionAsync(int schedules, CancellationToken cancellationToken)
    {
        var database = await GetDatabaseAsync(schedules, cancellationToken);
        return new ExecutionContender(database, await ProductProcesses.StartAsync(database, SecretsFile, schedulers: 1, withWorker: true, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers.Values)
            await peer.DisposeAsync();
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
