using Npgsql;

namespace ReportScheduler.TestKit.Postgres;

/// <summary>Where the tests' PostgreSQL server comes from.</summary>
internal abstract class TestBackend : IAsyncDisposable
{
    /// <summary>Connects as a role that may create databases and roles.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>True if the server goes away with the test process, and its databases with it.</summary>
    public virtual bool IsTemporary => true;

    /// <summary>True if <see cref="RestartImmediateAsync"/> works.</summary>
    public virtual bool CanRestart => false;

    /// <summary>Stops the server as in a crash, and starts it again on the same port.</summary>
    public virtual Task RestartImmediateAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("This PostgreSQL server was not started by the tests: look at CanRestartAsync first.");

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs one command on the server.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
