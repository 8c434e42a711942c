using System.Globalization;
using Npgsql;
using ReportScheduler.DevHost.Ports;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>A PostgreSQL server in a container that is removed when it stops; its data stay in a volume of the same name.</summary>
internal sealed class DockerPostgres(string name, PortUse port, string password)
{
    private const string Image = "postgres:17-alpine";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port.Number,
        Username = "postgres",
        Password = password,
        Database = "postgres",
    }.ConnectionString;

    /// <summary>Starts the container; one that was left running is replaced.</summary>
    public async Task StartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        PortPlan.EnsureFree(port);
        progress.Report($"Starting PostgreSQL in a container ({Image})");
        var run = await new Tool(
            "docker", "run", "--detach", "--rm", "--name", name,
            "--publish", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port.Number}:5432"),
            "--volume", $"{name}:/var/lib/postgresql/data",
            "--env", "POSTGRES_PASSWORD",
            "--env", "POSTGRES_INITDB_ARGS=--locale=C --locale-provider=icu --icu-locale=und",
            Image, "-c", $"max_connections={DevelopmentPostgres.MaxConnections}")
        {
            // By name only, so that the password is not in the list of processes.
            Environment = new Dictionary<string, string?> { ["POSTGRES_PASSWORD"] = password },
        }.RunAsync(output: null, cancellationToken);
        if (!run.Succeeded)
            throw new DevHostException($"Docker could not start PostgreSQL: {run.Output}");
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Stops the container and waits until it is gone. Nothing happens if there is none.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await new Tool("docker", "stop", "-t", "30", name).RunAsync(output: null, cancellationToken);
        await new Tool("docker", "rm", "--force", name).RunAsync(output: null, cancellationToken);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ReadyLimit);
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(deadline.Token);
                return;
            }
            catch (NpgsqlException) when (!deadline.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
            {
                throw new DevHostException($"PostgreSQL in the container '{name}' does not answer; 'docker logs {name}' may say why.", problem);
            }
        }
    }
}
