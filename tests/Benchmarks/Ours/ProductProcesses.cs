using System.Security.Cryptography;
using ReportScheduler.Benchmarks.Measuring;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Apps;
using ReportScheduler.TestKit.Processes;
using ReportScheduler.TestKit.Sidecars;

namespace ReportScheduler.Benchmarks.Ours;

/// <summary>The real apps, as built, with a sidecar.</summary>
internal sealed class ProductProcesses : IAsyncDisposable
{
    private const int LinesShown = 40;
    private static readonly TimeSpan SidecarStartLimit = TimeSpan.FromSeconds(30);
    private static readonly HttpClient Http = new();
    private readonly List<AppProcess> _apps = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("report-scheduler-benchmark-").FullName;
    private readonly string _apiToken = RandomNumberGenerator.GetHexString(32);
    private readonly string _appApiToken = RandomNumberGenerator.GetHexString(32);
    private readonly List<Part> _parts = [];
    private ChildProcess? _sidecar;

    private ProductProcesses()
    {
    }

    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>What receives the runs where no Worker does.</summary>
    public RunSink? Sink { get; private set; }

    /// <param name="database">What the apps work on.</param>
    /// <param name="secretsFile">Of the secret store.</param>
    /// <param name="schedulers">How many Schedulers.</param>
    /// <param name="withWorker">A Worker executes the runs; else a sink counts them.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ProductProcesses> StartAsync(
        ProductDatabase database, string secretsFile, int schedulers, bool withWorker, CancellationToken cancellationToken)
    {
        var processes = new ProductProcesses();
        try
        {
            await processes.StartAllAsync(database, secretsFile, schedulers, withWorker, cancellationToken);
            return processes;
        }
        catch
        {
            await processes.DisposeAsync();
            throw;
        }
    }

    public string Tail() => string.Join(
        "\n\n",
        _apps.Select(app => $"--- {app.Sidecar.AppId}\n{app.Tail(LinesShown)}").Append($"--- sidecar\n{_sidecar?.Log.Tail(LinesShown)}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
            await app.DisposeAsync();
        if (Sink is not null)
            await Sink.DisposeAsync();
        if (_sidecar is not null)
            await _sidecar.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAllAsync(
        ProductDatabase database, string secretsFile, int schedulers, bool withWorker, CancellationToken cancellationToken)
    {
        var ports = new Queue<int>(FreePorts.Take(3 * (schedulers + 1)));
        var worker = new SidecarApp("report-worker", ports.Dequeue(), ports.Dequeue(), ports.Dequeue());
        var scheduling = Enumerable.Range(0, schedulers)
            .Select(_ => new SidecarApp("report-scheduler", ports.Dequeue(), ports.Dequeue(), ports.Dequeue())).ToList();
        await StartSidecarAsync([worker, .. scheduling], secretsFile, cancellationToken);

        if (withWorker)
            await StartAppAsync("Worker", worker, database, DatabaseRole.Tenant, cancellationToken);
        else
            Sink = await RunSink.StartAsync(worker.AppPort, cancellationToken);
        foreach (var app in scheduling)
            await StartAppAsync("Scheduler", app, database, DatabaseRole.Scheduler, cancellationToken);
    }

    private async Task StartSidecarAsync(IReadOnlyList<SidecarApp> apps, string secretsFile, CancellationToken cancellationToken)
    {
        var options = new SidecarOptions
        {
            Apps = apps,
            ComponentsFolder = ComponentFolder.Find("embedded"),
            ApiToken = _apiToken,
            AppApiToken = _appApiToken,
            Environment = new Dictionary<string, string> { ["SECRETS_FILE"] = secretsFile },
        };
        _sidecar = ChildProcess.Start("the sidecar", await SidecarProcess.CommandAsync(options, _folder, cancellationToken));
        await _sidecar.WaitUntilAsync(
            async token =>
            {
                using var response = await Http.GetAsync($"http://127.0.0.1:{apps[^1].HttpPort}/v1.0/healthz/outbound", token);
                return true;
            },
            SidecarStartLimit,
            cancellationToken);
        Measure("sidecar", _sidecar);
    }

    private async Task StartAppAsync(
        string project, SidecarApp sidecar, ProductDatabase database, DatabaseRole role, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Postgres"] = database.ConnectionStringOf(role),
            ["DAPR_API_TOKEN"] = _apiToken,
            ["APP_API_TOKEN"] = _appApiToken,
            ["Artifacts__Folder"] = Path.Combine(_folder, "artifacts"),
            ["Email__SmtpHost"] = "localhost",
            ["Email__From"] = "Reports <reports@example.com>",
            ["DataSources__AllowPrivateAddresses"] = "true",
            ["PublicUrl"] = "https://localhost",
            ["Lifetime__ExitWhenStdinCloses"] = "true",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        var app = new AppProcess(project, sidecar, settings, Path.Combine(_folder, "tmp", $"{_apps.Count}"));
        _apps.Add(app);
        await app.StartAsync(cancellationToken);
        Measure(project, app.Process);
    }

    private void Measure(string name, ChildProcess process) => _parts.Add(new Part(name, () => ProcessTimes.Of(process.Id)));
}
