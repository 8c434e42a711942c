using DbUp;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Postgres;

/// <summary>Migrations of a database that is in use, by an owner who is no superuser, as on managed servers.</summary>
public sealed class UpgradeTests(PostgresServer server)
{
    private const string Owner = "upgrade_tests_owner";
    private const string Password = "a password of this test run";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_DatabaseWithCronSchedulesAndUnpublishedRuns_KeepsTheirTimes()
    {
        var (superuser, owner) = await CreateDatabaseAsync();
        ApplyUntil(owner, "0006");
        await using (var database = NpgsqlDataSource.Create(superuser))
            await FillAsync(database);

        await DatabaseMigrator.MigrateAsync(owner, NullLogger.Instance, Cancelled);
        await DatabaseMigrator.MigrateAsync(owner, NullLogger.Instance, Cancelled);

        await using var after = NpgsqlDataSource.Create(superuser);
        (await ScalarAsync<DateTime>(after, "SELECT next_fire_at FROM timers")).Should().Be(new DateTime(2026, 1, 15, 6, 0, 0, DateTimeKind.Utc));
        var plan = SchedulePlan.Parse(await ScalarAsync<string>(after, "SELECT plan FROM timers"));
        FireCalendar.Create(plan.Timing, []).Next(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero))!.At
            .Should().Be(new DateTimeOffset(2026, 7, 1, 5, 0, 0, TimeSpan.Zero), "07:00 in Berlin");
        (await ScalarAsync<string>(after, "SELECT timing ->> 'timeZone' FROM schedules")).Should().Be("Europe/Berlin");
        (await ScalarAsync<long>(after, "SELECT count(*) FROM outbox o JOIN runs r ON r.requested_at = o.requested_at")).Should().Be(1);
        (await ScalarAsync<long>(
            after, "SELECT count(*) FROM pg_class WHERE relname IN ('schedules', 'runs') AND relrowsecurity AND relforcerowsecurity")).Should().Be(2);
        (await ScalarAsync<long>(after, "SELECT events FROM audit_extent()")).Should()
            .Be(await ScalarAsync<long>(after, "SELECT count(*) FROM audit_events")).And.BePositive("what was recorded before is chained");
        (await ScalarAsync<long>(after, "SELECT count(*) FROM audit_problems()")).Should().Be(0);
    }

    private async Task<(string Superuser, string Owner)> CreateDatabaseAsync()
    {
        var superuser = await server.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(superuser);
        var name = new NpgsqlConnectionStringBuilder(superuser).Database!;
        await ExecuteAsync(
            database,
            $"""
            DO $do$ BEGIN CREATE ROLE {Owner} LOGIN CREATEROLE PASSWORD '{Password}'; EXCEPTION WHEN duplicate_object THEN NULL; END $do$;
            ALTER DATABASE "{name}" OWNER TO {Owner};
            ALTER SCHEMA public OWNER TO {Owner};
            """);
        return (superuser, new NpgsqlConnectionStringBuilder(superuser) { Username = Owner, Password = Password }.ToString());
    }

    private static void ApplyUntil(string owner, string script) =>
        DeployChanges.To.PostgresqlDatabase(owner)
            .WithScriptsEmbeddedInAssembly(
                typeof(DatabaseMigrator).Assembly,
                name => name.EndsWith(".sql", StringComparison.Ordinal) && string.CompareOrdinal(name, script) < 0)
            .WithTransactionPerScript().WithVariablesDisabled().LogToNowhere().Build().PerformUpgrade()
            .Successful.Should().BeTrue();

    private static Task FillAsync(NpgsqlDataSource database) => ExecuteAsync(
        database,
        """
        INSERT INTO tenants VALUES ('00000000-0000-7000-8000-000000000001', 'acme', 'Acme');
        INSERT INTO reports (tenant_id, id, name, current_version, created_by, created_at, updated_at)
        SELECT id, id, 'Sales', 1, 'anna', now(), now() FROM tenants;
        INSERT INTO schedules (tenant_id, id, name, report_id, cron, time_zone, parameters, destination_ids, status, next_fire_at, created_by, created_at, updated_at)
        SELECT id, id, 'Daily', id, '0 7 * * *', 'Europe/Berlin', '{}', '{}', 'active', '2026-01-15 06:00:00Z', 'anna', now(), now() FROM tenants;
        INSERT INTO runs (tenant_id, nominal_fire_at, id, report_id, schedule_id, trigger, state, parameters, destination_ids, requested_at, last_event)
        SELECT id, '2026-01-14 06:00:00Z', id, id, id, 'schedule', 'requested', '{}', '{}', now(), 1 FROM tenants;
        """);

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
