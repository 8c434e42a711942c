using System.Runtime.Versioning;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.TestKit.Processes;

namespace ReportScheduler.TestKit.Sidecars;

/// <summary>Dapr's placement and scheduler services.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DaprdControlPlane(string binaries, string folder) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Ports _placement = Ports.Take();
    private readonly Ports _scheduler = Ports.Take();
    private readonly HttpClient _http = new();
    private readonly List<ChildProcess> _processes = [];

    public string PlacementAddress => $"127.0.0.1:{_placement.Api}";

    public string SchedulerAddress => $"127.0.0.1:{_scheduler.Api}";

    private string EtcdFolder => Path.Combine(folder, "etcd");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync(Placement(), _placement, cancellationToken);
        await RunAsync(Scheduler(), _scheduler, cancellationToken);
    }

    /// <summary>Ends both, and forgets the timers that the scheduler service keeps on disk.</summary>
    public async Task StopAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        _processes.Clear();
        if (Directory.Exists(EtcdFolder))
            Directory.Delete(EtcdFolder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
    }

    private Tool Placement() => new(
        Path.Combine(binaries, "placement"),
        "--port", $"{_placement.Api}",
        "--listen-address", "127.0.0.1",
        "--initial-cluster", $"dapr-placement-0=127.0.0.1:{_placement.Peers}",
        "--healthz-port", $"{_placement.Health}",
        "--healthz-listen-address", "127.0.0.1",
        "--metrics-port", $"{_placement.Metrics}");

    private Tool Scheduler() => new(
        Path.Combine(binaries, "scheduler"),
        "--port", $"{_scheduler.Api}",
        "--listen-address", "127.0.0.1",
        "--override-broadcast-host-port", SchedulerAddress,
        "--etcd-data-dir", EtcdFolder,
        "--etcd-initial-cluster", $"dapr-scheduler-server-0=http://127.0.0.1:{_scheduler.Peers}",
        "--etcd-client-port", $"{_scheduler.Clients}",
        "--healthz-port", $"{_scheduler.Health}",
        "--healthz-listen-address", "127.0.0.1",
        "--metrics-port", $"{_scheduler.Metrics}");

    private async Task RunAsync(Tool tool, Ports ports, CancellationToken cancellationToken)
    {
        var process = ChildProcess.StartBound(Path.GetFileName(tool.FileName), tool);
        _processes.Add(process);
        await process.WaitUntilAsync(
            async token => (await _http.GetAsync($"http://127.0.0.1:{ports.Health}/healthz", token)).IsSuccessStatusCode,
            StartLimit,
            cancellationToken);
    }

    private sealed record Ports(int Api, int Peers, int Clients, int Health, int Metrics)
    {
        public static Ports Take()
        {
            var first = FreePorts.TakeBlock(5);
            return new Ports(first, first + 1, first + 2, first + 3, first + 4);
        }
    }
}
