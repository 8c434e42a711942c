using System.Security.Cryptography;
using Dapr.Client;
using Npgsql;
using ReportScheduler.Benchmarks.Measuring;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.TestKit.Apps;
using ReportScheduler.TestKit.Sidecars;

namespace ReportScheduler.Benchmarks.Ours;

/// <summary>A database of the product with a thousand tenants, a report each, and many schedules.</summary>
internal sealed class ProductDatabase : IAsyncDisposable
{
    private const int Tenants = 1000;
    private readonly AppDatabase _database;
    private readonly string _reader = $"reader_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    private ProductDatabase(AppDatabase database) => _database = database;

    public string Name => new NpgsqlConnectionStringBuilder(_database.ConnectionStringOf(DatabaseRole.Scheduler)).Database!;

    /// <param name="server">Where it and the tenants' source are made.</param>
    /// <param name="schedules">How many.</param>
    /// <param name="inWaves">How many of them waves are made of.</param>
    /// <param name="spreadSeconds">Over how many seconds a wave is spread that is.</param>
    /// <param name="secretsFile">Has the key that credentials are encrypted with.</param>
    public static async Task<ProductDatabase> CreateAsync(
        BenchmarkServer server, int schedules, int inWaves, int spreadSeconds, string secretsFile, CancellationToken cancellationToken)
    {
        var database = new ProductDatabase(await AppDatabase.CreateAsync(server.Server, cancellationToken));
        var password = RandomNumberGenerator.GetHexString(32);
        await database.ExecuteAsync($"CREATE ROLE {database._reader} LOGIN PASSWORD '{password}'", cancellationToken);
        var source = new NpgsqlConnectionStringBuilder(await server.Server.CreateDatabaseAsync(cancellationToken: cancellationToken));
        var tenants = Enumerable.Range(0, Tenants).Select(_ => Guid.CreateVersion7()).ToArray();
        var passwords = await EncryptAsync(server, tenants, password, secretsFile, cancellationToken);

        await database.ExecuteAsync(
            SeedSql.Tenants, cancellationToken, tenants, passwords, source.Host!, source.Port, source.Database!, database._reader);
        // A million records of what nobody did would only take time.
        await database.ExecuteAsync("ALTER TABLE schedules DISABLE TRIGGER audit", cancellationToken);
        await database.ExecuteAsync(SeedSql.Schedules, cancellationToken, tenants, schedules);
        await database.ExecuteAsync(SeedSql.Timers, cancellationToken);
        await database.ExecuteAsync("ALTER TABLE schedules ENABLE TRIGGER audit", cancellationToken);
        await database.ExecuteAsync(SeedSql.Waves, cancellationToken);
        await database.ExecuteAsync(SeedSql.FillWaves, cancellationToken, schedules, inWaves);
        var ids = await database._database.Ledger.ListAsync<Guid>(SeedSql.WaveSchedules, cancellationToken);
        await database.ExecuteAsync(
            SeedSql.SetJitter, cancellationToken, ids.Select(id => (int)Jitter.Of(id, spreadSeconds).TotalMilliseconds).ToArray());
        await database.ExecuteAsync("VACUUM ANALYZE", cancellationToken);
        return database;
    }

    public string ConnectionStringOf(DatabaseRole role) => _database.ConnectionStringOf(role);

    /// <summary>Empties the ledger and lets schedules come due; Schedulers are told.</summary>
    public async Task SetWaveAsync(Wave wave, CancellationToken cancellationToken)
    {
        await ExecuteAsync(SeedSql.ClearRuns, cancellationToken);
        await ExecuteAsync(SeedSql.SetWave, cancellationToken, wave.Due, wave.SpreadSeconds, wave.Count);
        await ExecuteAsync("SELECT pg_notify($1, $2)", cancellationToken, SchedulerSignals.Channel, SchedulerSignals.Schedules);
    }

    public Task<List<double>> ClaimLagsAsync(CancellationToken cancellationToken) =>
        _database.Ledger.ListAsync<double>(SeedSql.ClaimLags, cancellationToken);

    /// <summary>When each run of the wave was due.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> RunDuesAsync(CancellationToken cancellationToken)
    {
        var runs = await _database.Ledger.ListAsync<Guid>(SeedSql.RunIds, cancellationToken);
        var dues = await _database.Ledger.ListAsync<DateTimeOffset>(SeedSql.RunDues, cancellationToken);
        return runs.Zip(dues).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    public Task<List<double>> RunLagsAsync(CancellationToken cancellationToken) =>
        _database.Ledger.ListAsync<double>(SeedSql.RunLags, cancellationToken);

    public Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        _database.Ledger.ScalarAsync<long>(sql, cancellationToken);

    /// <exception cref="InvalidOperationException">A statement that counts what must not be found something.</exception>
    public async Task EnsureNoneAsync(string sql, string what, CancellationToken cancellationToken)
    {
        var count = await CountAsync(sql, cancellationToken);
        if (count != 0)
            throw new InvalidOperationException($"{count} {what}.");
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"DROP ROLE IF EXISTS {_reader}", CancellationToken.None);
        await _database.DisposeAsync();
    }

    /// <summary>Encrypts as the Api does, with the key in the secret store.</summary>
    private static async Task<byte[][]> EncryptAsync(
        BenchmarkServer server, Guid[] tenants, string password, string secretsFile, CancellationToken cancellationToken)
    {
        await using var sidecars = SidecarRuntime.Create(new SidecarSetup(
            Path.GetDirectoryName(secretsFile)!, secretsFile, token => server.Server.CreateDatabaseAsync(cancellationToken: token)));
        await sidecars.StartAsync(cancellationToken);
        var sidecar = await sidecars.AddAsync("report-api", appPort: 0, cancellationToken);
        using var dapr = new DaprClientBuilder()
            .UseGrpcEndpoint($"http://127.0.0.1:{sidecar.GrpcPort}")
            .UseHttpEndpoint($"http://127.0.0.1:{sidecar.HttpPort}")
            .UseDaprApiToken(sidecars.ApiToken)
            .Build();
        var protector = new CredentialProtector(new SecretKeys(dapr));
        var encrypted = new List<byte[]>();
        foreach (var tenant in tenants)
            encrypted.Add(await protector.ProtectAsync(tenant, tenant, password, cancellationToken));
        return [.. encrypted];
    }

    private Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters) =>
        _database.Ledger.ExecuteAsync(sql, cancellationToken, parameters);
}
