using Npgsql;

namespace ReportScheduler.Postgres.Tenants;

/// <summary>A customer; everything else belongs to one.</summary>
public sealed record Tenant(Guid Id, string Slug, string Name);

/// <summary>Tenants by id and slug.</summary>
public sealed class TenantStore(TenantDatabase database, NpgsqlDataSource dataSource)
{
    /// <summary>The tenant of the scope; null when there is none.</summary>
    public Task<Tenant?> FindAsync(TenantScope scope, CancellationToken cancellationToken) =>
        database.SingleAsync(scope, new Statement("SELECT id, slug, name FROM tenants WHERE id = $1", scope.TenantId), Map, cancellationToken);

    /// <summary>The tenant with this slug, made when it does not exist.</summary>
    public async Task<Tenant> EnsureAsync(string slug, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        var id = Guid.CreateVersion7();
        batch.BatchCommands.Add(new Statement(
            "SELECT set_config('app.tenant_id', $1, true), set_config('app.tenant_slug', $2, true)", id.ToString(), slug).ToCommand());
        batch.BatchCommands.Add(new Statement(
            "INSERT INTO tenants (id, slug, name) VALUES ($1, $2, $2) ON CONFLICT (slug) DO NOTHING", id, slug).ToCommand());
        batch.BatchCommands.Add(new Statement("SELECT id, slug, name FROM tenants WHERE slug = $1", slug).ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (await TenantDatabase.ReadAsync(reader, Map, cancellationToken)).Single();
    }

    private static Tenant Map(NpgsqlDataReader row) => new(row.Get<Guid>("id"), row.Get<string>("slug"), row.Get<string>("name"));
}
