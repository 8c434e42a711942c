using Npgsql;
using ReportScheduler.DevHost.Data;
using ReportScheduler.Postgres.Migrations;

namespace ReportScheduler.DevHost.Apps;

/// <summary>The connection strings of the apps: roles of their own, with a new password at each start.</summary>
/// <param name="Tenant">For Api and Worker.</param>
/// <param name="Scheduler">For Scheduler.</param>
public sealed record AppLogins(string Tenant, string Scheduler)
{
    /// <summary>Three pools of this size fit into the 100 connections that a server takes by default.</summary>
    private const int PoolSize = 30;

    /// <summary>Makes the roles. They are named after the database: a server may hold the databases of several DevHosts.</summary>
    public static async Task<AppLogins> EnsureAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(ownerConnectionString).Database;
        var tenant = new DatabaseLogin($"{database}_tenant_login", RandomPassword.New(), DatabaseRole.Tenant);
        var scheduler = new DatabaseLogin($"{database}_scheduler_login", RandomPassword.New(), DatabaseRole.Scheduler);
        await DatabaseLogins.EnsureAsync(ownerConnectionString, [tenant, scheduler], cancellationToken);
        return new AppLogins(As(tenant), As(scheduler));

        string As(DatabaseLogin login) => new NpgsqlConnectionStringBuilder(ownerConnectionString)
        {
            Username = login.Name,
            Password = login.Password,
            MaxPoolSize = PoolSize,
        }.ConnectionString;
    }
}
