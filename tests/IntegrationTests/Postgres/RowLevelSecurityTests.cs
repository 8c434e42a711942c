using Npgsql;
using ReportScheduler.IntegrationTests.Ledger;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Destinations;

namespace ReportScheduler.IntegrationTests.Postgres;

/// <summary>Isolation in the database itself: raw SQL over the login that Api and Worker have.</summary>
public sealed class RowLevelSecurityTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    private const string PermissionDenied = PostgresErrorCodes.InsufficientPrivilege;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTable_ReadByATenant_ShowsItsOwnRowsOnly()
    {
        await using var nobody = await tenants.ConnectAsync(scope: null);
        await using var ours = await tenants.ConnectAsync(tenants.Ours);
        await using var theirs = await tenants.ConnectAsync(tenants.Theirs);

        tenants.TenantTables.Should().Contain(["runs", "timers", "data_sources"]);
        foreach (var table in tenants.TenantTables)
        {
            (await TwoTenants.CountAsync(ours, table)).Should().BePositive($"the tenant has rows in {table}");
            (await TwoTenants.CountAsync(theirs, table)).Should().Be(0, $"{table} has rows of another tenant only");
            (await TwoTenants.CountAsync(nobody, table)).Should().Be(0, $"no tenant is set to read {table}");
        }

        (await TwoTenants.CountAsync(ours, "tenants")).Should().Be(1);
        (await TwoTenants.CountAsync(nobody, "tenants")).Should().Be(0);
    }

    [Fact]
    public async Task EveryTable_WrittenForAnotherTenant_Refuses()
    {
        await using var theirs = await tenants.ConnectAsync(tenants.Theirs);
        foreach (var table in tenants.TenantTables)
        {
            var row = await tenants.Database.ScalarAsync<string>($"SELECT to_jsonb(t)::text FROM {table} t WHERE tenant_id = '{tenants.Ours.TenantId}' LIMIT 1");

            (await TwoTenants.RefusalAsync(
                theirs, $"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::{table}, $1::jsonb)", row))
                .Should().Be(PermissionDenied, table);
        }

        (await TwoTenants.RefusalAsync(
            theirs, "INSERT INTO tenants (id, slug, name) VALUES ($1, 'x', 'x')", Guid.CreateVersion7())).Should().Be(PermissionDenied);
    }

    [Fact]
    public async Task Rows_OfAnotherTenant_CannotBeChangedTakenOrReferenced()
    {
        var destinations = new DestinationStore(tenants.Database.Tenants);
        var mine = await destinations.CreateAsync(
            tenants.Theirs, Guid.CreateVersion7(), new("Mine", Domain.Deliveries.DestinationKind.Email, new(["a@example.com"], null, null), null, null),
            TimeProvider.System.GetUtcNow(), Cancelled);
        await using var theirs = await tenants.ConnectAsync(tenants.Theirs);
        try
        {
            await using (var update = new NpgsqlCommand("UPDATE destinations SET name = 'Stolen' WHERE tenant_id = $1", theirs))
            {
                update.Parameters.Add(new() { Value = tenants.Ours.TenantId });
                (await update.ExecuteNonQueryAsync(Cancelled)).Should().Be(0);
            }

            (await TwoTenants.RefusalAsync(theirs, "UPDATE destinations SET tenant_id = $1 WHERE id = $2", tenants.Ours.TenantId, mine.Id))
                .Should().Be(PermissionDenied);
            (await TwoTenants.RefusalAsync(
                theirs,
                """
                INSERT INTO schedules (tenant_id, id, name, report_id, timing, rules, parameters, destination_ids, status, created_by, created_at, updated_at)
                VALUES ($1, $2, 'S', $3, '{}', '{}', '{}', '{}', 'active', 'x', now(), now())
                """,
                tenants.Theirs.TenantId, Guid.CreateVersion7(), tenants.Database.ReportId)).Should().Be(PostgresErrorCodes.ForeignKeyViolation);
        }
        finally
        {
            await tenants.Database.ScalarAsync<Guid>($"DELETE FROM destinations WHERE id = '{mine.Id}' RETURNING id");
            foreach (var table in new[] { "audit_events", "audit_chain" })
                await tenants.Database.ScalarAsync<long>($"WITH gone AS (DELETE FROM {table} WHERE tenant_id = '{tenants.Theirs.TenantId}' RETURNING 1) SELECT count(*) FROM gone");
        }
    }

    [Fact]
    public async Task EveryTable_PartitionsIncluded_ForcesRowLevelSecurity()
    {
        await using (var make = tenants.Database.SchedulerLogin.CreateCommand("SELECT ensure_run_partitions(now(), now() + interval '14 months')"))
            (await make.ExecuteScalarAsync(Cancelled)).Should().BeOfType<int>().Which.Should().BePositive();

        var lax = await tenants.Database.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(relname, ', '), '') FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'schemaversions'
                AND NOT (relrowsecurity AND relforcerowsecurity)
            """);

        lax.Should().BeEmpty();
        tenants.AllTables.Should().Contain("runs_default");
    }

    [Fact]
    public async Task Partitions_ReadDirectly_AreRefused()
    {
        await using var ours = await tenants.ConnectAsync(tenants.Ours);

        foreach (var partition in tenants.AllTables.Where(table => table.StartsWith("runs_", StringComparison.Ordinal)))
            (await TwoTenants.RefusalAsync(ours, $"SELECT * FROM {partition}")).Should().Be(PermissionDenied, partition);
    }

    [Fact]
    public async Task Logins_OfTheApps_OwnNothingAndCannotStepOverTheRules()
    {
        var rights = await tenants.Database.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(rolname, ', '), '') FROM pg_roles
            WHERE (rolname LIKE 'ledger_tests_%' OR rolname IN ('report_tenant', 'report_scheduler'))
                AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
                     OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid) OR EXISTS (SELECT FROM pg_proc WHERE proowner = pg_roles.oid))
            """);
        await using var ours = await tenants.ConnectAsync(tenants.Ours);

        rights.Should().BeEmpty();
        (await TwoTenants.RefusalAsync(ours, "ALTER TABLE runs DISABLE ROW LEVEL SECURITY")).Should().Be(PermissionDenied);
        (await TwoTenants.RefusalAsync(ours, "CREATE TABLE public.mine (id int)")).Should().Be(PermissionDenied);
        (await TwoTenants.RefusalAsync(ours, "SELECT ensure_run_partitions(now(), now())")).Should().Be(PermissionDenied);
        (await TwoTenants.RefusalAsync(ours, "SET ROLE report_scheduler")).Should().Be(PermissionDenied);
    }

    [Theory]
    [InlineData("data_sources")]
    [InlineData("reports")]
    [InlineData("report_versions")]
    [InlineData("destinations")]
    [InlineData("artifacts")]
    [InlineData("members")]
    [InlineData("api_keys")]
    [InlineData("audit_events")]
    public async Task Scheduler_ReadingWhatHoldsDataOrSecrets_IsRefused(string table)
    {
        await using var scheduler = await tenants.Database.SchedulerLogin.OpenConnectionAsync(Cancelled);

        (await TwoTenants.RefusalAsync(scheduler, $"SELECT * FROM {table}")).Should().Be(PermissionDenied);
    }

    [Fact]
    public async Task Connection_GivenBackToThePool_KeepsNoTenant()
    {
        var single = new NpgsqlConnectionStringBuilder(tenants.Database.TenantLogin.ConnectionString)
        {
            MaxPoolSize = 1,
            NoResetOnClose = true,
            Password = LedgerDatabase.Password,
        };
        await using var source = NpgsqlDataSource.Create(single.ConnectionString);
        var destinations = new DestinationStore(new TenantDatabase(source));

        (await destinations.FindAsync(tenants.Ours, tenants.Database.DestinationId, Cancelled)).Should().NotBeNull();

        await using var next = await source.OpenConnectionAsync(Cancelled);
        (await TwoTenants.CountAsync(next, "destinations")).Should().Be(0);
    }
}
