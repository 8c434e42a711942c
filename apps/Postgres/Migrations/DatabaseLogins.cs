using Npgsql;

namespace ReportScheduler.Postgres.Migrations;

/// <summary>What a login may see; the names of the group roles are in the migrations.</summary>
public enum DatabaseRole
{
    /// <summary>Api and Worker: one tenant at a time.</summary>
    Tenant,

    /// <summary>Scheduler: schedules and runs of all tenants.</summary>
    Scheduler,
}

/// <summary>A login of an app.</summary>
public sealed record DatabaseLogin(string Name, string Password, DatabaseRole Role);

/// <summary>Creates the apps' logins, for environments in which nobody else does.</summary>
public static class DatabaseLogins
{
    /// <summary>Creates each login or sets its password, and puts it into its group role. Safe to repeat.</summary>
    public static async Task EnsureAsync(
        string ownerConnectionString, IReadOnlyList<DatabaseLogin> logins, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var login in logins)
        {
            var group = login.Role == DatabaseRole.Tenant ? "report_tenant" : "report_scheduler";
            // Roles take no parameters: format() quotes, and the values travel in a session setting.
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new("SELECT set_config('app.login', $1, true), set_config('app.password', $2, true), set_config('app.group', $3, true)")
                    {
                        Parameters = { new() { Value = login.Name }, new() { Value = login.Password }, new() { Value = group } },
                    },
                    new("""
                        DO $$
                        DECLARE
                            login text := current_setting('app.login');
                        BEGIN
                            PERFORM pg_advisory_xact_lock(hashtext('app.login'));
                            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
                                EXECUTE format('CREATE ROLE %I', login);
                            END IF;
                            EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', login, current_setting('app.password'));
                            EXECUTE format('GRANT %I TO %I', current_setting('app.group'), login);
                        END
                        $$
                        """),
                },
            };
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
