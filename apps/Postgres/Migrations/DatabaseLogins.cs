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
    private const int Attempts = 10;

    /// <summary>Creates each login or sets its password, and puts it into its group role. Safe to repeat.</summary>
    public static async Task EnsureAsync(
        string ownerConnectionString, IReadOnlyList<DatabaseLogin> logins, CancellationToken cancellationToken)
    {
        foreach (var login in logins)
            await EnsureAsync(ownerConnectionString, login, cancellationToken);
    }

    private static async Task EnsureAsync(string ownerConnectionString, DatabaseLogin login, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            // An internal error closes the connection.
            await using var connection = new NpgsqlConnection(ownerConnectionString);
            await connection.OpenAsync(cancellationToken);
            try
            {
                await TryEnsureAsync(connection, login, cancellationToken);
                return;
            }
            catch (PostgresException e)
                when (e.SqlState is PostgresErrorCodes.InternalError or PostgresErrorCodes.UniqueViolation && attempt < Attempts)
            {
                // "Tuple concurrently updated", or made at the same moment: roles belong to the server, and another database's
                // set-up changes the same one.
            }
        }
    }

    private static async Task TryEnsureAsync(NpgsqlConnection connection, DatabaseLogin login, CancellationToken cancellationToken)
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
