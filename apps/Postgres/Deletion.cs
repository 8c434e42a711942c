namespace ReportScheduler.Postgres;

/// <summary>What became of an attempt to delete something that others may use.</summary>
public enum Deletion
{
    Deleted,

    /// <summary>There is none in this version.</summary>
    VersionMismatch,

    /// <summary>Something that is not deleted uses it.</summary>
    InUse,
}

internal static class Deletions
{
    /// <summary>Deletes a row that nothing uses. Whoever begins to use it locks it first, and so waits for the outcome.</summary>
    /// <param name="locking">
    /// Gives the row if it is there in the expected version, and locks it; not its key, since rows that refer to it need not wait.
    /// </param>
    /// <param name="deletion">Deletes the row unless something uses it; it returns the row then.</param>
    public static Task<Deletion> DeleteUnusedAsync(
        this TenantDatabase database, TenantScope scope, Statement locking, Statement deletion, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            scope,
            async transaction =>
            {
                var locked = await transaction.ListAsync(locking, _ => true, cancellationToken);
                if (locked.Count == 0) return Deletion.VersionMismatch;

                // A statement of its own, so that it sees what was committed while the lock was waited for.
                var deleted = await transaction.ListAsync(deletion, _ => true, cancellationToken);
                return deleted.Count > 0 ? Deletion.Deleted : Deletion.InUse;
            },
            cancellationToken);
}
