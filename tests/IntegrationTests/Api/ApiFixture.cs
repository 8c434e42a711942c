using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>One Api for all tests that need nothing special of it; each test has tenants of its own.</summary>
public sealed class ApiFixture(PostgresServer server) : IAsyncLifetime
{
    internal ApiHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(
        server, "environment=Development", "DataSources:AllowPrivateAddresses=true", "Delivery:AllowPrivateAddresses=true");

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ApiTests : ICollectionFixture<ApiFixture>
{
    public const string Name = "Api";
}
