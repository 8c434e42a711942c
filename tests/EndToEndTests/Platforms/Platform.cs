using ReportScheduler.DevHost.Apps;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Apps;
using ReportScheduler.TestKit.Postgres;
using ReportScheduler.TestKit.Sidecars;
using ReportScheduler.TestKit.Sinks;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>
/// The whole product for one test: a database, sidecars, app processes, and receivers for what is delivered. Nothing is
/// shared with other tests except the PostgreSQL server.
/// </summary>
internal sealed class Platform : IAsyncDisposable
{
    private readonly List<AppInstance> _apps = [];
    private readonly string _folder;
    private AppDatabase _database;
    private readonly Dictionary<string, string?> _settings;

    private Platform(string folder, AppDatabase database, SidecarRuntime sidecars, WebhookReceiver webhooks, SourceDatabase source)
    {
        _folder = folder;
        _database = database;
        Sidecars = sidecars;
        Webhooks = webhooks;
        Source = source;
        Mail = new MailFolder(Path.Combine(folder, "mail"));
        _settings = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DAPR_API_TOKEN"] = sidecars.ApiToken,
            ["APP_API_TOKEN"] = sidecars.AppApiToken,
            ["Artifacts__Folder"] = ArtifactFolder,
            ["Email__PickupFolder"] = Mail.Path,
            ["Email__From"] = "Reports <reports@example.com>",
            ["Delivery__AllowPrivateAddresses"] = "true",
            ["DataSources__AllowPrivateAddresses"] = "true",
            ["PublicUrl"] = "http://localhost",
            ["Lifetime__ExitWhenStdinCloses"] = "true",
            ["Logging__LogLevel__Microsoft"] = "Warning",
            ["Logging__LogLevel__Npgsql"] = "Warning",
            ["Logging__LogLevel__System"] = "Warning",
            // Production takes a minute or more to be sure that work is lost; a test can't wait that long.
            ["Execution__LeaseSeconds"] = "4",
            ["Execution__FirstRetrySeconds"] = "0.2",
            ["Execution__DrainSeconds"] = "10",
            ["Execution__Slots"] = "4",
            // The tests cannot wait a minute for the next fire.
            ["Schedules__MinimumIntervalSeconds"] = "1",
            ["Reconciler__IntervalSeconds"] = "0.5",
            ["Reconciler__WaitingSeconds"] = "5",
        };
    }

    public SidecarRuntime Sidecars { get; }

    public WebhookReceiver Webhooks { get; }

    public MailFolder Mail { get; }

    public SourceDatabase Source { get; }

    public Ledger Ledger => _database.Ledger;

    /// <summary>Where the Worker stores artifacts.</summary>
    public string ArtifactFolder => Path.Combine(_folder, "artifacts");

    /// <summary>The folders in which the apps may make temporary files.</summary>
    public IEnumerable<string> TemporaryFolders => _apps.Select(app => app.TemporaryFolder);

    /// <summary>Makes the database and starts the sidecars; no app runs yet.</summary>
    /// <param name="server">Where databases are made.</param>
    /// <param name="settings">Variables of the apps, in addition to the usual ones or instead of them.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="ledgerServer">Where the apps' own database is made, if not there.</param>
    public static async Task<Platform> CreateAsync(
        PostgresServer server, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken, PostgresServer? ledgerServer = null)
    {
        var folder = Directory.CreateTempSubdirectory("report-scheduler-e2e-").FullName;
        var secrets = Path.Combine(folder, "secrets.json");
        await AppSecrets.WriteAsync(secrets, cancellationToken);
        var sidecars = SidecarRuntime.Create(new SidecarSetup(folder, secrets, token => server.CreateDatabaseAsync(cancellationToken: token)));
        var platform = new Platform(
            folder,
            await AppDatabase.CreateAsync(ledgerServer ?? server, cancellationToken),
            sidecars,
            await WebhookReceiver.StartAsync(cancellationToken),
            await SourceDatabase.CreateAsync(server, cancellationToken));
        foreach (var (name, value) in settings)
            platform._settings[name] = value;
        await sidecars.StartAsync(cancellationToken);
        return platform;
    }

    /// <summary>A client of a new tenant.</summary>
    /// <param name="api">A running Api.</param>
    public static Task<Tenant> CreateTenantAsync(AppInstance api, CancellationToken cancellationToken) =>
        Tenant.CreateAsync(new Uri(api.Url), cancellationToken);

    /// <summary>Starts a replica of the Api.</summary>
    public Task<AppInstance> StartApiAsync(CancellationToken cancellationToken) =>
        StartAsync("Api", "report-api", DatabaseRole.Tenant, cancellationToken);

    /// <summary>Starts a replica of the Scheduler.</summary>
    public Task<AppInstance> StartSchedulerAsync(CancellationToken cancellationToken) =>
        StartAsync("Scheduler", "report-scheduler", DatabaseRole.Scheduler, cancellationToken);

    /// <summary>Starts a replica of the Worker.</summary>
    public Task<AppInstance> StartWorkerAsync(CancellationToken cancellationToken) =>
        StartAsync("Worker", "report-worker", DatabaseRole.Tenant, cancellationToken);

    /// <summary>Kills all apps.</summary>
    public Task KillAppsAsync() => Task.WhenAll(_apps.Select(app => app.Process.KillAsync()));

    /// <summary>Apps that are started from now on use the apps' database as a server has it that was restored from a backup.</summary>
    public async Task MoveLedgerAsync(PostgresServer restored)
    {
        var former = _database;
        _database = await former.OnAsync(restored);
        await former.Ledger.DisposeAsync();
    }

    /// <summary>Runs a command of the Scheduler's program, such as <c>recover</c>, with its settings.</summary>
    /// <exception cref="TimeoutException">It has not ended at the deadline.</exception>
    public async Task<ToolResult> RunSchedulerCommandAsync(TimeSpan deadline, CancellationToken cancellationToken, params string[] arguments)
    {
        var tool = AppLocator.Find(AppContext.BaseDirectory, "Scheduler");
        var result = await (tool with
        {
            Arguments = [.. tool.Arguments, .. arguments],
            Environment = new Dictionary<string, string?> { ["ConnectionStrings__Postgres"] = _database.ConnectionStringOf(DatabaseRole.Scheduler) },
        }).RunWithinAsync(deadline, cancellationToken);
        return result ?? throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {string.Join(' ', arguments)}");
    }

    /// <summary>Forgets the tests' own connections that a crash of the server has broken.</summary>
    public void ForgetConnections()
    {
        Ledger.ForgetConnections();
        Source.ForgetConnections();
    }

    /// <summary>What all parts wrote last, for the message of a failure.</summary>
    public string Tail(int lines) => string.Join(
        "\n\n",
        _apps.Select(app => $"--- {app.Sidecar.AppId} on port {app.Sidecar.AppPort}\n{app.Tail(lines)}")
            .Append($"--- sidecars\n{Sidecars.Log.Tail(lines)}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
            await app.DisposeAsync();
        await Sidecars.DisposeAsync();
        await Webhooks.DisposeAsync();
        await Source.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<AppInstance> StartAsync(string project, string appId, DatabaseRole role, CancellationToken cancellationToken)
    {
        var sidecar = await Sidecars.AddAsync(appId, FreePorts.Take(), cancellationToken);
        var settings = new Dictionary<string, string?>(_settings) { ["ConnectionStrings__Postgres"] = _database.ConnectionStringOf(role) };
        var app = AppInstance.Create(project, sidecar, settings, Path.Combine(_folder, "tmp", $"{project}-{_apps.Count}"));
        _apps.Add(app);
        await app.StartAsync(cancellationToken);
        return app;
    }
}
