namespace ReportScheduler.Reports.Artifacts;

/// <summary>The errors that both stores raise.</summary>
internal static class ArtifactStoreErrors
{
    public static ReportException Exists(Exception? cause = null) => new(
        ReportErrors.ArtifactExists, "The artifact was written before.", cause);

    public static ReportException NotFound(Exception? cause = null) => new(
        ReportErrors.ArtifactNotFound, "The artifact is gone.", cause);

    public static ReportException Failed(Exception cause) => cause is IOException io && StorageSpace.IsExhausted(io)
        ? StorageSpace.Exhausted(cause)
        : new(ReportErrors.ArtifactStoreFailed, "The artifact store failed.", cause, isTransient: true);
}
