using Npgsql;

namespace ReportScheduler.Postgres;

/// <summary>The database as one tenant sees it.</summary>
/// <param name="dataSource">Its login belongs to the role <c>report_tenant</c>.</param>
/// <param name="keepsPlans">
/// Prepared statements are planned once, for callers whose statements find rows by key: planning over all partitions for
/// each run costs more than the statement. Not for statements whose filters may be absent.
/// </param>
public sealed class TenantDatabase(NpgsqlDataSource dataSource, bool keepsPlans = false)
{
    /// <summary>Runs one statement in one round trip and maps its rows.</summary>
    internal async Task<List<T>> ListAsync<T>(
        TenantScope scope, Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        // Without BEGIN a batch is one implicit transaction, so the settings reach the statement and end with it.
        batch.BatchCommands.Add(Settings(scope).ToCommand());
        batch.BatchCommands.Add(statement.ToCommand());
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return await ReadAsync(reader, map, cancellationToken);
        }
        catch (PostgresException e) when (DuplicateNameException.Matches(e))
        {
            throw new DuplicateNameException(e);
        }
    }

    /// <summary>Runs one statement for each of some tenants, all in one round trip, and maps their rows.</summary>
    internal async Task<List<T>> ListAsync<T>(
        IEnumerable<(TenantScope Scope, Statement Statement)> statements,
        Func<NpgsqlDataReader, TenantScope, T> map,
        CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        var scopes = new List<TenantScope>();
        foreach (var (scope, statement) in statements)
        {
            batch.BatchCommands.Add(Settings(scope).ToCommand());
            batch.BatchCommands.Add(statement.ToCommand());
            scopes.Add(scope);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        foreach (var scope in scopes)
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(map(reader, scope));
            await reader.NextResultAsync(cancellationToken);
        }

        return rows;
    }

    /// <summary>Runs one statement that belongs to no tenant.</summary>
    internal Task<List<T>> ListAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        dataSource.ListAsync(statement, map, cancellationToken);

    /// <summary>As <see cref="ListAsync{T}(TenantScope, Statement, Func{NpgsqlDataReader, T}, CancellationToken)"/>, for a statement that gives one row or none.</summary>
    internal async Task<T?> SingleAsync<T>(
        TenantScope scope, Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
        where T : class =>
        (await ListAsync(scope, statement, map, cancellationToken)).SingleOrDefault();

    /// <summary>As <see cref="ListAsync{T}(TenantScope, Statement, Func{NpgsqlDataReader, T}, CancellationToken)"/>, for a statement whose RETURNING tells whether it changed anything.</summary>
    internal async Task<bool> ChangesAsync(TenantScope scope, Statement statement, CancellationToken cancellationToken) =>
        (await ListAsync(scope, statement, _ => true, cancellationToken)).Count > 0;

    /// <summary>Runs several statements in one transaction, committed when <paramref name="work"/> returns.</summary>
    internal async Task<T> InTransactionAsync<T>(
        TenantScope scope, Func<TenantTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var session = new TenantTransaction(connection);
        await session.ListAsync(Settings(scope), _ => true, cancellationToken);
        try
        {
            var result = await work(session);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (PostgresException e) when (DuplicateNameException.Matches(e))
        {
            throw new DuplicateNameException(e);
        }
    }

    internal static async Task<List<T>> ReadAsync<T>(
        NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        // A later statement's error surfaces only when its result is reached.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return rows;
    }

    private Statement Settings(TenantScope scope)
    {
        const string scoped = "SELECT set_config('app.tenant_id', $1, true), set_config('app.actor', $2, true)";
        // Who keeps plans asks for no runs.
        if (keepsPlans) return new(scoped + ", set_config('plan_cache_mode', 'force_generic_plan', true)", scope.TenantId.ToString(), scope.Actor);

        return TraceParent.Current is { } trace
            ? new(scoped + ", set_config('app.trace_parent', $3, true)", scope.TenantId.ToString(), scope.Actor, trace)
            : new(scoped, scope.TenantId.ToString(), scope.Actor);
    }
}

/// <summary>A transaction in which the tenant is set.</summary>
internal sealed class TenantTransaction(NpgsqlConnection connection)
{
    public Task<List<T>> ListAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        connection.ListAsync(statement, map, cancellationToken);
}
