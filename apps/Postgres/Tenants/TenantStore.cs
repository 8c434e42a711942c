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

    /// <summary>The shortest interval at which the tenant's schedules may fire, in seconds; null for the platform's.</summary>
    public async Task<int?> FindMinimumIntervalAsync(TenantScope scope, CancellationToken cancellationToken) =>
        (await database.ListAsync(
            scope,
            new Statement("SELECT min_interval_seconds FROM tenants WHERE id = $1", scope.TenantId),
            row => row.GetNullable<int>("min_interval_seconds"),
            cancellationToken)).SingleOrDefault();

    /// <summary>Sets it; schedules that exist keep their times.</summary>
    /// <param name="expected">What it is known to be.</param>
    /// <returns>False when it is something else.</returns>
    public Task<bool> SetMinimumIntervalAsync(TenantScope scope, int? expected, int? seconds, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            scope,
            new Statement(
                """
                WITH changed AS (
                    UPDATE tenants SET min_interval_seconds = $3::int
                    WHERE id = $1 AND min_interval_seconds IS NOT DISTINCT FROM $2::int
                    RETURNING id, min_interval_seconds
                )
                INSERT INTO audit_events (tenant_id, actor, action, subject_type, subject_id, data)
                SELECT id, $4, 'update', 'tenants', id, jsonb_build_object('min_interval_seconds', min_interval_seconds) FROM changed
                RETURNING 1
                """,
                scope.TenantId, expected, seconds, scope.Actor),
            cancellationToken);

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
