namespace ReportScheduler.Postgres.Execution;

/// <summary>An artifact whose content a worker is to delete.</summary>
/// <param name="Path">In the artifact store.</param>
public sealed record ExpiredArtifact(Guid TenantId, Guid ArtifactId, string Path);

/// <summary>Artifacts whose time is over, of all tenants.</summary>
public sealed class ExpiredArtifactStore(TenantDatabase database)
{
    // What a worker took and has not deleted by then, another takes.
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(15);

    /// <summary>Takes some; from now on nobody reads them.</summary>
    public Task<List<ExpiredArtifact>> TakeAsync(int count, CancellationToken cancellationToken) =>
        database.ListAsync(
            new Statement("SELECT tenant_id, artifact_id, path FROM take_expired_artifacts($1, $2)", count, AgainAfter),
            row => new ExpiredArtifact(row.Get<Guid>("tenant_id"), row.Get<Guid>("artifact_id"), row.Get<string>("path")),
            cancellationToken);

    /// <summary>Records that the content of one is deleted.</summary>
    public Task CompleteAsync(ExpiredArtifact artifact, CancellationToken cancellationToken) =>
        database.ListAsync(
            RunExecutionStore.Scope(artifact.TenantId),
            new Statement(
                "UPDATE artifacts SET removed_at = now() WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL",
                artifact.TenantId, artifact.ArtifactId),
            _ => true,
            cancellationToken);
}
