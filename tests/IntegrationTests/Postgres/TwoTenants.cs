using Npgsql;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.IntegrationTests.Ledger;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Postgres.Tenants;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Postgres;

/// <summary>A database in which one tenant has rows in every table and another has none.</summary>
public sealed class TwoTenants(PostgresServer server) : IAsyncLifetime
{
    private const string Journal = "schemaversions";

    // Tables that hold nothing of a tenant's.
    private const string Common = $"'{Journal}', 'tenants', 'outbox'";

    // A row of $1 with the id $2 in each table that the run of FillAsync does not touch.
    private static readonly string[] OwnerInserts =
    [
        "INSERT INTO members (tenant_id, id, subject, role) VALUES ($1, $2, 'anna', 'owner')",
        "INSERT INTO api_keys (tenant_id, id, name, key_hash, role, created_by) VALUES ($1, $2, 'key', '\\x00', 'owner', 'anna')",
        "INSERT INTO calendars VALUES ($1, $2, 'Days', '{}', '[]', '[]', 'anna', now(), now())",
        "INSERT INTO data_events VALUES ($1, $2, 'loaded', now(), 'anna')",
        "INSERT INTO idempotency_keys VALUES ($1, $2::text, '\\x00', '{}', now())",
        "INSERT INTO settlements VALUES ($1, now(), $2)",
        "INSERT INTO leftovers VALUES ($1, $2)",
        "INSERT INTO backfills SELECT $1, $2, id, now(), now(), 1, false, 0, 'anna', now() FROM schedules WHERE tenant_id = $1",
        "INSERT INTO download_links SELECT $1, $2, id, '\\x00', now(), 'anna', now() FROM artifacts WHERE tenant_id = $1",
        "INSERT INTO alerts SELECT $1, $2, 'schedulePaused', id, NULL, 'Paused.', now() FROM schedules WHERE tenant_id = $1",
    ];

    private readonly LedgerDatabase _database = new(server);

    internal LedgerDatabase Database => _database;

    /// <summary>The tenant that has rows.</summary>
    internal TenantScope Ours => _database.Scope;

    internal TenantScope Theirs { get; private set; }

    /// <summary>Every table, partitions included.</summary>
    internal IReadOnlyList<string> AllTables { get; private set; } = [];

    /// <summary>Every table that the apps name, without partitions and without those that hold nothing of a tenant's.</summary>
    internal IReadOnlyList<string> TenantTables { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        Theirs = new TenantScope((await new TenantStore(_database.Tenants, _database.TenantLogin).EnsureAsync("globex", default)).Id, "test");
        await FillAsync();
        AllTables = await ListAsync(
            $"SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '{Journal}' ORDER BY 1");
        TenantTables = await ListAsync(
            $"SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT IN ({Common}) ORDER BY 1");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>A connection of the Api's and Worker's login; without a scope no tenant is set.</summary>
    internal async Task<NpgsqlConnection> ConnectAsync(TenantScope? scope)
    {
        var connection = await _database.TenantLogin.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var set = new NpgsqlCommand("SELECT set_config('app.tenant_id', $1, false)", connection);
        set.Parameters.Add(new() { Value = scope?.TenantId.ToString() ?? "" });
        await set.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    internal static async Task<long> CountAsync(NpgsqlConnection connection, string table)
    {
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <returns>The SQLSTATE with which the database refuses; null when it does not.</returns>
    internal static async Task<string?> RefusalAsync(NpgsqlConnection connection, string sql, params object[] arguments)
    {
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var argument in arguments) command.Parameters.Add(new() { Value = argument });
        try
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal.SqlState;
        }
    }

    private async Task FillAsync()
    {
        var lease = TimeSpan.FromMinutes(1);
        await _database.AddScheduleAsync("0 7 * * *", TimeProvider.System.GetUtcNow().AddDays(1));
        var run = await _database.AddRunAsync();
        var attempt = (await _database.Execution.AdmitAsync(Ours.TenantId, run, "test", lease, default))!;
        var work = await _database.Execution.BeginRenderAsync(attempt, "test", lease, default);
        await _database.Execution.CompleteRenderAsync(
            work!.Fence, new RenderedFile("a.csv", "csv", "text/csv", null, "a", 1, 1, 1, "00"), lease, default);
        var delivery = (await _database.Execution.ListOpenDeliveriesAsync(attempt, default))[0];
        var sending = await _database.Deliveries.BeginAsync(attempt, delivery, "test", lease, default);
        await _database.Deliveries.CompleteAsync(sending!.Fence, DeliveryState.Delivered, null, null, lease, default);
        foreach (var insert in OwnerInserts)
        {
            await using var command = _database.Owner.CreateCommand(insert);
            command.Parameters.Add(new() { Value = Ours.TenantId });
            command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        var names = new List<string>();
        await using var command = _database.Owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }
}
