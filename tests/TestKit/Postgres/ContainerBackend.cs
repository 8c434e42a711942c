using Testcontainers.PostgreSql;

namespace ReportScheduler.TestKit.Postgres;

/// <summary>A server in a container.</summary>
internal sealed class ContainerBackend : TestBackend
{
    private readonly PostgreSqlContainer _container;

    private ContainerBackend(PostgreSqlContainer container) => _container = container;

    public override string ConnectionString => _container.GetConnectionString();

    public static async Task<ContainerBackend> StartAsync(
        IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken)
    {
        var container = new PostgreSqlBuilder("postgres:17-alpine")
            .WithCommand([.. LocalBackend.WithMaxConnections(settings ?? new Dictionary<string, string>())
                .SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })])
            .Build();
        await container.StartAsync(cancellationToken);
        return new ContainerBackend(container);
    }

    public override ValueTask DisposeAsync() => _container.DisposeAsync();
}
