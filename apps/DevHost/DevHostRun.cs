using System.Globalization;
using Npgsql;
using ReportScheduler.DevHost.Apps;
using ReportScheduler.DevHost.CommandLine;
using ReportScheduler.DevHost.Data;
using ReportScheduler.DevHost.Demo;
using ReportScheduler.DevHost.Frontend;
using ReportScheduler.DevHost.Gateway;
using ReportScheduler.DevHost.Inbox;
using ReportScheduler.DevHost.LocalPostgres;
using ReportScheduler.DevHost.Output;
using ReportScheduler.DevHost.Ports;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.Postgres.Migrations;

namespace ReportScheduler.DevHost;

/// <summary>Starts everything in order, waits, and stops it in the opposite order.</summary>
internal sealed partial class DevHostRun(
    DevHostOptions options, DataFolder data, DevHostConsole console, ILoggerFactory loggers, TimeProvider time)
{
    private readonly PortPlan _ports = new(options.Port);
    private readonly ILogger _logger = loggers.CreateLogger<DevHostRun>();

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="DevHostException">Something has to be put right first.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var processes = new ProcessRegister(data.ProcessesFile);
        await processes.EndLeftoversAsync(console, cancellationToken);
        _ports.EnsureFree();
        await SecretsFile.EnsureAsync(data.SecretsFile, cancellationToken);
        var credentials = await DemoCredentials.OpenAsync(data.DemoFile, cancellationToken);

        using var building = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var userInterface = options.UserInterface ? FrontendBuild.EnsureAsync(console, building.Token) : Task.FromResult<string?>(null);
        try
        {
            await using var postgres = await DevelopmentPostgres.StartAsync(
                Environment.GetEnvironmentVariable("ConnectionStrings__Postgres"), data.Postgres, _ports.Postgres, console, cancellationToken);
            var logins = await PrepareDatabaseAsync(postgres, cancellationToken);

            console.Report("Starting the embedded development sidecar, Api, Scheduler and Worker");
            var environment = new AppEnvironment(_ports, data, RandomPassword.New(), RandomPassword.New());
            await using var sidecar = await StartSidecarAsync(environment, cancellationToken);
            var webhooks = new WebhookStore(data.Webhooks);
            var inboxEndpoints = new InboxEndpoints(new WebhookReceiver(webhooks, credentials, time), webhooks, new MailFolder(data.Mail));
            await using var inbox = await InboxServer.StartAsync(_ports.Inbox, inboxEndpoints, loggers, cancellationToken);
            await using var apps = StartApps(environment, logins, processes);
            await Task.WhenAll(new[] { _ports.Api, _ports.Scheduler, _ports.Worker }
                .Select(app => AppReadiness.WaitAsync(app, data.Logs, time, cancellationToken)));

            if (options.Demo)
                await LoadDemoAsync(postgres, credentials, cancellationToken);
            await using var gateway = await GatewayServer.StartAsync(
                _ports, await userInterface, inboxEndpoints, loggers, cancellationToken);
            console.Ready($"Report Scheduler is ready: {Local(_ports.Gateway).GetLeftPart(UriPartial.Authority)}");

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            console.Report("Stopping");
        }
        finally
        {
            await building.CancelAsync();
            await ((Task)userInterface).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Uri Local(PortUse port) => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port.Number}"));

    private async Task<AppLogins> PrepareDatabaseAsync(DevelopmentPostgres postgres, CancellationToken cancellationToken)
    {
        console.Report("Migrating the database");
        await DatabaseMigrator.MigrateAsync(postgres.OwnerConnectionString, _logger, cancellationToken);
        return await AppLogins.EnsureAsync(postgres.OwnerConnectionString, cancellationToken);
    }

    private Task<EmbeddedSidecar> StartSidecarAsync(AppEnvironment environment, CancellationToken cancellationToken) =>
        EmbeddedSidecar.StartAsync(
            new SidecarOptions
            {
                Apps =
                [
                    Served("report-api", _ports.Api, _ports.ApiSidecar),
                    Served("report-scheduler", _ports.Scheduler, _ports.SchedulerSidecar),
                    Served("report-worker", _ports.Worker, _ports.WorkerSidecar),
                ],
                ComponentsFolder = Path.Combine(AppContext.BaseDirectory, "components", "embedded"),
                ApiToken = environment.ApiToken,
                AppApiToken = environment.AppApiToken,
                Environment = new Dictionary<string, string> { ["SECRETS_FILE"] = data.SecretsFile },
            },
            loggers, time, cancellationToken);

    private static SidecarApp Served(string appId, PortUse app, PortUse sidecar) =>
        new(appId, app.Number, GrpcPort: sidecar.Number + 1, HttpPort: sidecar.Number);

    private AppGroup StartApps(AppEnvironment environment, AppLogins logins, ProcessRegister processes)
    {
        return AppGroup.Start(
            [
                App("Api", "report-api", _ports.Api, _ports.ApiSidecar, logins.Tenant),
                App("Scheduler", "report-scheduler", _ports.Scheduler, _ports.SchedulerSidecar, logins.Scheduler),
                App("Worker", "report-worker", _ports.Worker, _ports.WorkerSidecar, logins.Tenant),
            ],
            command => new AppSupervisor(command, data.Logs, processes, console, time));

        AppCommand App(string project, string appId, PortUse port, PortUse sidecar, string connectionString) => new(
            project.ToLowerInvariant(),
            AppLocator.Find(AppContext.BaseDirectory, project) with
            {
                Environment = environment.For(appId, port, sidecar, connectionString),
            });
    }

    private async Task LoadDemoAsync(DevelopmentPostgres postgres, DemoCredentials credentials, CancellationToken cancellationToken)
    {
        console.Report("Loading the demo data");
        try
        {
            var database = await DemoDatabase.EnsureAsync(postgres.ServerConnectionString, credentials.ReaderPassword, cancellationToken);
            using var api = await DemoApi.ConnectAsync(Local(_ports.Api), cancellationToken);
            await new DemoSeeder(api, credentials, time).SeedAsync(database, Local(_ports.Inbox), cancellationToken);
        }
        catch (Exception problem) when (problem is NpgsqlException or HttpRequestException
            || (problem is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogDemoFailed(problem.Message, problem);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The demo data could not be loaded: {Problem}")]
    private partial void LogDemoFailed(string problem, Exception exception);
}
