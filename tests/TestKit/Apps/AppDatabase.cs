using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.TestKit.Apps;

/// <summary>A database of the newest schema with logins of its own for the apps.</summary>
public sealed class AppDatabase : IAsyncDisposable
{
    private readonly string _ownerConnectionString;
    private readonly DatabaseLogin[] _logins;

    private AppDatabase(string ownerConnectionString, DatabaseLogin[] logins)
    {
        _ownerConnectionString = ownerConnectionString;
        _logins = logins;
        Ledger = new Ledger(ownerConnectionString);
    }

    /// <summary>The database as its owner sees it.</summary>
    public Ledger Ledger { get; }

    public static async Task<AppDatabase> CreateAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var owner = await server.CreateDatabaseAsync(cancellationToken: cancellationToken);
        // Logins belong to the server, which others use, too.
        var suffix = RandomNumberGenerator.GetHexString(12, lowercase: true);
        DatabaseLogin[] logins =
        [
            new($"app_{suffix}", RandomNumberGenerator.GetHexString(32), DatabaseRole.Tenant),
            new($"scheduler_{suffix}", RandomNumberGenerator.GetHexString(32), DatabaseRole.Scheduler),
        ];
        await DatabaseMigrator.MigrateAsync(owner, NullLogger.Instance, cancellationToken);
        await DatabaseLogins.EnsureAsync(owner, logins, cancellationToken);
        return new AppDatabase(owner, logins);
    }

    /// <summary>The same database, with its logins, on a server that was restored from a backup of this one's.</summary>
    public async Task<AppDatabase> OnAsync(PostgresServer restored) => new(
        await restored.ConnectionStringToAsync(new NpgsqlConnectionStringBuilder(_ownerConnectionString).Database!), _logins);

    /// <summary>What the apps of a role connect with.</summary>
    public string ConnectionStringOf(DatabaseRole role)
    {
        var login = _logins.Single(login => login.Role == role);
        return new NpgsqlConnectionStringBuilder(_ownerConnectionString) { Username = login.Name, Password = login.Password }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_ownerConnectionString) { Pooling = false }.ConnectionString);
        foreach (var login in _logins)
            await owner.CreateCommand($"DROP ROLE IF EXISTS {login.Name}").ExecuteNonQueryAsync();
    }
}
