namespace ReportScheduler.Reports.Artifacts;

/// <summary>An artifact that is being written. Disposed before <see cref="CommitAsync"/>, it leaves nothing.</summary>
public abstract class ArtifactWriter : IAsyncDisposable
{
    /// <summary>Adds bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the artifact readable, durably.</summary>
    /// <exception cref="ReportException">
    /// <see cref="ReportErrors.ArtifactExists"/> if the path has an artifact already, which stays as it is.
    /// </exception>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
