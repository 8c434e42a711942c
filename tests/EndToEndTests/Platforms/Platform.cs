using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.TestKit;
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
    private readonly DatabaseLogin[] _logins;
    private readonly string _ownerConnectionString;
    private readonly Dictionary<string, string?> _settings;

    private Platform(string folder, string ownerConnectionString, SidecarRuntime sidecars, WebhookReceiver webhooks, SourceDatabase source)
    {
        _folder = folder;
        _ownerConnectionString = ownerConnectionString;
        Sidecars = sidecars;
        Webhooks = webhooks;
        Source = source;
        Mail = new MailFolder(Path.Combine(folder, "mail"));
        Ledger = new Ledger(ownerConnectionString);
        // Logins belong to the server, which other platforms use, too.
        var suffix = RandomNumberGenerator.GetHexString(12, lowercase: true);
        _logins =
        [
            new DatabaseLogin($"app_{suffix}", RandomNumberGenerator.GetHexString(32), DatabaseRole.Tenant),
            new DatabaseLogin($"scheduler_{suffix}", RandomNumberGenerator.GetHexString(32), DatabaseRole.Scheduler),
        ];
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
            ["Reconciler__IntervalSeconds"] = "0.5",
            ["Reconciler__UnpublishedSeconds"] = "1",
            ["Reconciler__WaitingSeconds"] = "5",
        };
    }

    public SidecarRuntime Sidecars { get; }

    public WebhookReceiver Webhooks { get; }

    public MailFolder Mail { get; }

    public SourceDatabase Source { get; }

    public Ledger Ledger { get; }

    /// <summary>Where the Worker stores artifacts.</summary>
    public string ArtifactFolder => Path.Combine(_folder, "artifacts");

    /// <summary>The folders in which the apps may make temporary files.</summary>
    public IEnumerable<string> TemporaryFolders => _apps.Select(app => app.TemporaryFolder);

    /// <summary>Makes the database and starts the sidecars; no app runs yet.</summary>
    /// <param name="settings">Variables of the apps, in addition to the usual ones or instead of them.</param>
    public static async Task<Platform> CreateAsync(
        PostgresServer server, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("report-scheduler-e2e-").FullName;
        var secrets = Path.Combine(folder, "secrets.json");
        await File.WriteAllTextAsync(
            secrets,
            JsonSerializer.Serialize(new Dictionary<string, string>
            {
                ["auth-signing-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                ["data-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            }),
            cancellationToken);
        var sidecars = SidecarRuntime.Create(new SidecarSetup(folder, secrets, token => server.CreateDatabaseAsync(cancellationToken: token)));
        var platform = new Platform(
            folder,
            await server.CreateDatabaseAsync(cancellationToken: cancellationToken),
            sidecars,
            await WebhookReceiver.StartAsync(cancellationToken),
            await SourceDatabase.CreateAsync(server, cancellationToken));
        foreach (var (name, value) in settings)
            platform._settings[name] = value;
        await DatabaseMigrator.MigrateAsync(platform._ownerConnectionString, NullLogger.Instance, cancellationToken);
        await DatabaseLogins.EnsureAsync(platform._ownerConnectionString, platform._logins, cancellationToken);
        await sidecars.StartAsync(cancellationToken);
        return platform;
    }

    /// <summary>A client of a new tenant.</summary>
    /// <param name="api">A running Api.</param>
    public static Task<Tenant> CreateTenantAsync(AppInstance api, CancellationToken cancellationToken) =>
        Tenant.CreateAsync(new Uri(api.Url), cancellationToken);

    /// <summary>Starts a replica of the Api.</summary>
    public Task<AppInstance> StartApiAsync(CancellationToken cancellationToken) =>
        StartAsync("Api", "report-api", _logins[0], cancellationToken);

    /// <summary>Starts a replica of the Scheduler.</summary>
    public Task<AppInstance> StartSchedulerAsync(CancellationToken cancellationToken) =>
        StartAsync("Scheduler", "report-scheduler", _logins[1], cancellationToken);

    /// <summary>Starts a replica of the Worker.</summary>
    public Task<AppInstance> StartWorkerAsync(CancellationToken cancellationToken) =>
        StartAsync("Worker", "report-worker", _logins[0], cancellationToken);

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
        await Ledger.DisposeAsync();
        await DropLoginsAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<AppInstance> StartAsync(string project, string appId, DatabaseLogin login, CancellationToken cancellationToken)
    {
        var sidecar = await Sidecars.AddAsync(appId, FreePorts.Take(), cancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(_ownerConnectionString) { Username = login.Name, Password = login.Password };
        var settings = new Dictionary<string, string?>(_settings) { ["ConnectionStrings__Postgres"] = connection.ConnectionString };
        var app = new AppInstance(project, sidecar, settings, Path.Combine(_folder, "tmp", $"{project}-{_apps.Count}"));
        _apps.Add(app);
        await app.StartAsync(cancellationToken);
        return app;
    }

    private async Task DropLoginsAsync()
    {
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_ownerConnectionString) { Pooling = false }.ConnectionString);
        foreach (var login in _logins)
            await owner.CreateCommand($"DROP ROLE IF EXISTS {login.Name}").ExecuteNonQueryAsync();
    }
}
