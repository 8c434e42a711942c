using Npgsql;

namespace ReportScheduler.IntegrationTests.Postgres;

/// <summary>What was written is not changed or removed by the apps, whatever SQL they might send.</summary>
public sealed class AppendOnlyTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    [Theory]
    [InlineData("report_versions", "sql")]
    [InlineData("audit_events", "actor")]
    [InlineData("audit_chain", "hash")]
    [InlineData("run_events", "kind")]
    public async Task History_Updated_IsRefused(string table, string column)
    {
        await using var ours = await tenants.ConnectAsync(tenants.Ours);
        await using var scheduler = await tenants.Database.SchedulerLogin.OpenConnectionAsync(TestContext.Current.CancellationToken);

        (await TwoTenants.RefusalAsync(ours, $"UPDATE {table} SET {column} = {column}")).Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        (await TwoTenants.RefusalAsync(scheduler, $"UPDATE {table} SET {column} = {column}")).Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task EveryTable_ButMembersKeysAndWorkLists_RefusesDeletes()
    {
        await using var ours = await tenants.ConnectAsync(tenants.Ours);
        await using var scheduler = await tenants.Database.SchedulerLogin.OpenConnectionAsync(TestContext.Current.CancellationToken);

        foreach (var table in tenants.AllTables)
        {
            if (table is not ("members" or "api_keys" or "idempotency_keys" or "leftovers"))
                (await TwoTenants.RefusalAsync(ours, $"DELETE FROM {table}")).Should().Be(PostgresErrorCodes.InsufficientPrivilege, table);
            (await TwoTenants.RefusalAsync(ours, $"TRUNCATE {table} CASCADE")).Should().Be(PostgresErrorCodes.InsufficientPrivilege, table);
            if (table is not ("outbox" or "settlements"))
                (await TwoTenants.RefusalAsync(scheduler, $"DELETE FROM {table}")).Should().Be(PostgresErrorCodes.InsufficientPrivilege, table);
        }
    }
}
