using Npgsql;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.ServiceDefaults;

namespace ReportScheduler.Scheduler.Migration;

/// <summary>
/// <c>migrate</c>: brings the database to the newest schema as its owner (ConnectionStrings__PostgresOwner). When
/// ConnectionStrings__Postgres (Scheduler) or ConnectionStrings__PostgresTenant (Api and Worker) hold a password, their
/// logins are created; with managed identities they hold none, and the platform's operator creates them.
/// </summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };

        var owner = configuration.GetRequiredConnectionString("PostgresOwner");
        await DatabaseMigrator.MigrateAsync(owner, logging.CreateLogger("migrate"), interrupted.Token);
        await DatabaseLogins.EnsureAsync(
            owner,
            [.. Login(configuration, "Postgres", DatabaseRole.Scheduler), .. Login(configuration, "PostgresTenant", DatabaseRole.Tenant)],
            interrupted.Token);
        return 0;
    }

    private static IEnumerable<DatabaseLogin> Login(IConfiguration configuration, string name, DatabaseRole role)
    {
        var connection = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(name));
        if (connection.Username is { Length: > 0 } login && connection.Password is { Length: > 0 } password)
            yield return new DatabaseLogin(login, password, role);
    }
}
