using System.Globalization;
using Npgsql;
using ReportScheduler.DevHost.Data;
using ReportScheduler.DevHost.Ports;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>
/// A PostgreSQL server of our own on 127.0.0.1. It is no child of this process, so that neither Ctrl+C in the terminal nor a
/// killed parent ends it while the apps still write; <see cref="StartAsync"/> takes over from one that was left running.
/// </summary>
public sealed class PostgresCluster(PostgresBinaries binaries, ServerAccount account, ClusterOptions options)
{
    private string Log => Path.Combine(options.DataFolder, "server.log");

    /// <summary>Connects as superuser to the database <c>postgres</c>.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = options.Port,
        Username = "postgres",
        Password = options.Password,
        Database = "postgres",
    }.ConnectionString;

    /// <summary>The major version of the data in a folder; null if there is none.</summary>
    public static int? MajorOf(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Makes the data folder if need be, and starts the server; one that was left running is restarted.</summary>
    /// <exception cref="DevHostException">The port is taken, or the server does not start; the message has its last log lines.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (MajorOf(options.DataFolder) is null)
            await InitializeAsync(cancellationToken);
        if (PostmasterFile.IsServerRunning(options.DataFolder))
            await StopAsync(PostgresShutdown.Fast, cancellationToken);
        PostmasterFile.DeleteIfTaken(options.DataFolder);
        PortPlan.EnsureFree(new PortUse("PostgreSQL", options.Port));

        if (File.Exists(Log))
            File.Move(Log, Path.ChangeExtension(Log, ".previous.log"), overwrite: true);
        var result = await PgCtlAsync(
            ["start", "-D", options.DataFolder, "-l", Log, "-s", "-w", "-t", "60", "-o", ServerArguments()], cancellationToken);
        if (!result.Succeeded)
            throw new DevHostException($"PostgreSQL does not start on port {options.Port}: {LastLines()}");
    }

    /// <summary>Stops the server and waits until it has ended. Nothing happens if it does not run.</summary>
    public async Task StopAsync(PostgresShutdown shutdown, CancellationToken cancellationToken)
    {
        if (!PostmasterFile.IsServerRunning(options.DataFolder))
            return;
        var mode = shutdown == PostgresShutdown.Fast ? "fast" : "immediate";
        await PgCtlAsync(["stop", "-D", options.DataFolder, "-s", "-w", "-t", "60", "-m", mode], cancellationToken);
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        // Made beside its place and then moved, so that a folder that was cut short is never taken for a database.
        var unfinished = options.DataFolder + ".new";
        var passwordFile = options.DataFolder + ".password";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        await OwnerFile.WriteAsync(passwordFile, options.Password, cancellationToken);
        await account.TakeAsync(unfinished, cancellationToken);
        await account.TakeAsync(passwordFile, cancellationToken);

        // ICU's root locale sorts and folds the same on every system and in the container image.
        var initdb = await account.Run(new Tool(
            binaries.PathOf("initdb"), "-D", unfinished, "-U", "postgres", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=und",
            options.Durable ? "--no-instructions" : "--no-sync")
        {
            WorkingDirectory = unfinished,
        }).RunAsync(output: null, cancellationToken);
        File.Delete(passwordFile);
        if (!initdb.Succeeded)
            throw new DevHostException($"PostgreSQL's data folder could not be made in '{options.DataFolder}': {initdb.Output}");
        Directory.Move(unfinished, options.DataFolder);
    }

    private Task<ToolResult> PgCtlAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        account.Run(new Tool(binaries.PathOf("pg_ctl"), [.. arguments])
        {
            WorkingDirectory = options.DataFolder,
            CaptureOutput = !OperatingSystem.IsWindows(),
        }).RunAsync(output: null, cancellationToken);

    private string ServerArguments()
    {
        var settings = options.Settings
            .Append(new("listen_addresses", "127.0.0.1"))
            .Append(new("unix_socket_directories", ""))
            .Select(setting => $"-c {setting.Key}={setting.Value}");
        return string.Create(CultureInfo.InvariantCulture, $"-p {options.Port} {string.Join(' ', settings)}");
    }

    private string LastLines() =>
        File.Exists(Log) ? string.Join(' ', File.ReadLines(Log).TakeLast(5)) : "it wrote no log";
}
