using Npgsql;

namespace ReportScheduler.Postgres.Tenants;

/// <summary>A customer; everything else belongs to one.</summary>
public sealed record Tenant(Guid Id, string Slug, string Name);

/// <summary>What a tenant has set for itself; null: the platform's.</summary>
/// <param name="MinimumIntervalSeconds">The shortest interval at which its schedules may fire.</param>
/// <param name="ArtifactRetentionDays">How long its files are kept.</param>
public sealed record TenantChoices(int? MinimumIntervalSeconds, int? ArtifactRetentionDays);

/// <summary>Tenants by id and slug.</summary>
public sealed class TenantStore(TenantDatabase database, NpgsqlDataSource dataSource)
{
    /// <summary>The tenant of the scope; null when there is none.</summary>
    public Task<Tenant?> FindAsync(TenantScope scope, CancellationToken cancellationToken) =>
        database.SingleAsync(scope, new Statement("SELECT id, slug, name FROM tenants WHERE id = $1", scope.TenantId), Map, cancellationToken);

    /// <summary>What the tenant has set.</summary>
    public async Task<TenantChoices> FindChoicesAsync(TenantScope scope, CancellationToken cancellationToken) =>
        await database.SingleAsync(
            scope,
            new Statement("SELECT min_interval_seconds, artifact_retention_days FROM tenants WHERE id = $1", scope.TenantId),
            row => new TenantChoices(row.GetNullable<int>("min_interval_seconds"), row.GetNullable<int>("artifact_retention_days")),
            cancellationToken) ?? new TenantChoices(null, null);

    /// <summary>Sets it; schedules that exist keep their times, and files that exist their expiry.</summary>
    /// <param name="expected">What it is known to be.</param>
    /// <returns>False when it is something else.</returns>
    public Task<bool> SetChoicesAsync(TenantScope scope, TenantChoices expected, TenantChoices choices, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            scope,
            new Statement(
                """
                WITH changed AS (
                    UPDATE tenants SET min_interval_seconds = $4::int, artifact_retention_days = $5::int
                    WHERE id = $1 AND min_interval_seconds IS NOT DISTINCT FROM $2::int AND artifact_retention_days IS NOT DISTINCT FROM $3::int
                    RETURNING id, min_interval_seconds, artifact_retention_days
                )
                INSERT INTO audit_events (tenant_id, actor, action, subject_type, subject_id, data)
                SELECT id, $6, 'update', 'tenants', id,
                    jsonb_build_object('min_interval_seconds', min_interval_seconds, 'artifact_retention_days', artifact_retention_days)
                FROM changed
                RETURNING 1
                """,
                scope.TenantId, expected.MinimumIntervalSeconds, expected.ArtifactRetentionDays,
                choices.MinimumIntervalSeconds, choices.ArtifactRetentionDays, scope.Actor),
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
