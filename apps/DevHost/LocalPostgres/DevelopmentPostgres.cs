using System.Globalization;
using Npgsql;
using ReportScheduler.DevHost.Data;
using ReportScheduler.DevHost.Ports;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>
/// The PostgreSQL server that DevHost works with: the one in <c>ConnectionStrings__Postgres</c>, else a container where a
/// Docker engine answers, else programs on the machine, else programs from npm.
/// </summary>
public sealed class DevelopmentPostgres : IAsyncDisposable
{
    internal const int MaxConnections = 200;
    private const string Database = "report_scheduler";
    private readonly Func<Task> _stop;

    private DevelopmentPostgres(string serverConnectionString, string database, Func<Task> stop)
    {
        ServerConnectionString = serverConnectionString;
        OwnerConnectionString = new NpgsqlConnectionStringBuilder(serverConnectionString) { Database = database }.ConnectionString;
        _stop = stop;
    }

    /// <summary>Connects as a role that may create databases, to a database that is always there.</summary>
    public string ServerConnectionString { get; }

    /// <summary>Connects as owner to the database of the apps.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>Starts a server, or takes the given one.</summary>
    /// <param name="given">The value of <c>ConnectionStrings__Postgres</c>.</param>
    /// <param name="folder">Where the server keeps its files, if one is started.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="DevHostException">There is no server; the message says what is missing.</exception>
    public static async Task<DevelopmentPostgres> StartAsync(
        string? given, string folder, PortUse port, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(given))
            return await GivenAsync(given, cancellationToken);

        var stateFile = Path.Combine(folder, "server.json");
        var state = await ServerState.LoadAsync(stateFile, cancellationToken);
        var dockerAnswers = state?.Source != ServerSource.Programs && await DockerEngine.AnswersAsync(cancellationToken);
        if (state?.Source == ServerSource.Docker && !dockerAnswers)
            throw new DevHostException("The database of this data folder is in a Docker volume and no Docker engine answers: start Docker, or choose another folder with --data.");

        var postgres = dockerAnswers
            ? await InContainerAsync(state, stateFile, port, progress, cancellationToken)
            : await FromProgramsAsync(state, stateFile, folder, port, progress, cancellationToken);
        try
        {
            await postgres.EnsureDatabaseAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server if it was started here.</summary>
    public async ValueTask DisposeAsync() => await _stop();

    private static async Task<DevelopmentPostgres> GivenAsync(string given, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(given);
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            if (connection.PostgreSqlVersion.Major < PostgresBinaries.OldestMajor)
                throw new DevHostException($"The server in ConnectionStrings__Postgres is PostgreSQL {connection.PostgreSqlVersion.Major}; at least {PostgresBinaries.OldestMajor} is needed.");
            return new DevelopmentPostgres(given, connection.Database, () => Task.CompletedTask);
        }
        catch (Exception problem) when (problem is NpgsqlException or ArgumentException)
        {
            throw new DevHostException($"The server in ConnectionStrings__Postgres cannot be used: {problem.Message}", problem);
        }
    }

    private static async Task<DevelopmentPostgres> InContainerAsync(
        ServerState? state, string stateFile, PortUse port, IProgress<string> progress, CancellationToken cancellationToken)
    {
        state ??= new ServerState(ServerSource.Docker, $"report-scheduler-{Guid.CreateVersion7():n}", RandomPassword.New());
        await state.SaveAsync(stateFile, cancellationToken);
        var container = new DockerPostgres(state.Location, port, state.Password);
        await container.StartAsync(progress, cancellationToken);
        return new DevelopmentPostgres(container.ConnectionString, Database, () => container.StopAsync(CancellationToken.None));
    }

    private static async Task<DevelopmentPostgres> FromProgramsAsync(
        ServerState? state, string stateFile, string folder, PortUse port, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var account = ServerAccount.ForThisProcess();
        if (state is null)
        {
            var home = await account.ReachableFolderAsync(
                folder, $"/var/lib/report-scheduler-dev/{Guid.CreateVersion7():n}", cancellationToken);
            if (home != folder)
                progress.Report($"PostgreSQL's files go to '{home}': the account it runs under cannot open '{folder}'");
            state = new ServerState(ServerSource.Programs, home == folder ? "data" : Path.Combine(home, "data"), RandomPassword.New());
            await state.SaveAsync(stateFile, cancellationToken);
        }

        // Relative to the folder where it can be, so that the folder may be moved.
        var data = Path.Combine(folder, state.Location);
        var binaries = await BinariesLocator.LocateAsync(
            MachineBinaries.Usual(),
            PostgresCluster.MajorOf(data),
            Path.Combine(Path.GetDirectoryName(data)!, "npm"),
            progress,
            cancellationToken);
        var cluster = new PostgresCluster(binaries, account, new ClusterOptions(data, port.Number, state.Password)
        {
            Settings = new Dictionary<string, string> { ["max_connections"] = MaxConnections.ToString(CultureInfo.InvariantCulture) },
        });
        progress.Report($"Starting PostgreSQL {binaries.Major} ({binaries.Folder})");
        try
        {
            await cluster.StartAsync(cancellationToken);
        }
        catch
        {
            await cluster.StopAsync(PostgresShutdown.Fast, CancellationToken.None);
            throw;
        }

        return new DevelopmentPostgres(
            cluster.ConnectionString, Database, () => cluster.StopAsync(PostgresShutdown.Fast, CancellationToken.None));
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ServerConnectionString);
        await using var find = source.CreateCommand($"SELECT FROM pg_database WHERE datname = '{Database}'");
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (reader.HasRows)
                return;
        }

        await using var create = source.CreateCommand($"CREATE DATABASE {Database}");
        await create.ExecuteNonQueryAsync(cancellationToken);
    }
}
