using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>A migrated database with a login for each role of the apps.</summary>
/// <param name="Owner">Connection string of the owner.</param>
/// <param name="Tenant">Connection string of a login as Api and Worker have.</param>
/// <param name="Scheduler">Connection string of a login as the Scheduler has.</param>
internal sealed record TestDatabase(string Owner, string Tenant, string Scheduler)
{
    private const string Password = "test-password";

    public static async Task<TestDatabase> CreateAsync(PostgresServer server)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var owner = await server.CreateDatabaseAsync(cancellationToken: cancellationToken);
        await DatabaseMigrator.MigrateAsync(owner, NullLogger.Instance, cancellationToken);
        // Roles belong to the server, databases to the test.
        var name = new NpgsqlConnectionStringBuilder(owner).Database;
        var (tenant, scheduler) = ($"{name}_tenant", $"{name}_scheduler");
        await DatabaseLogins.EnsureAsync(
            owner,
            [new(tenant, Password, DatabaseRole.Tenant), new(scheduler, Password, DatabaseRole.Scheduler)],
            cancellationToken);
        return new TestDatabase(owner, As(owner, tenant), As(owner, scheduler));
    }

    private static string As(string owner, string login) =>
        new NpgsqlConnectionStringBuilder(owner) { Username = login, Password = Password }.ConnectionString;
}
