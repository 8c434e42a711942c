namespace ReportScheduler.Reports.Artifacts;

/// <summary>
/// Holds artifacts under paths like <c>tenants/{tenant}/runs/{run}/{taking}/{file}</c>. An artifact is written once, appears
/// whole or not at all, and never changes.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="ReportException"/> with <see cref="ReportErrors.ArtifactPathInvalid"/> for a path that is
/// not allowed (see <see cref="ArtifactPath"/>), and <see cref="ReportErrors.ArtifactStoreFailed"/> when the store fails.
/// </remarks>
public interface IArtifactStore
{
    /// <summary>Starts an artifact. Nothing can be read before <see cref="ArtifactWriter.CommitAsync"/>.</summary>
    /// <param name="path">Where it will be.</param>
    /// <param name="contentType">MIME type, kept where the store can.</param>
    /// <param name="contentEncoding"><c>br</c> or <c>gzip</c>, or null if the bytes are the content itself.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<ArtifactWriter> CreateAsync(
        string path, string contentType, string? contentEncoding, CancellationToken cancellationToken);

    /// <summary>Opens the stored bytes.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="offset">First byte to read; at or after the end the stream is empty.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ReportException"><see cref="ReportErrors.ArtifactNotFound"/>.</exception>
    Task<Stream> OpenReadAsync(string path, long offset, CancellationToken cancellationToken);

    /// <summary>True if the artifact was committed.</summary>
    Task<bool> ExistsAsync(string path, CancellationToken cancellationToken);

    /// <summary>Deletes an artifact, if it is there.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes everything under a prefix, also what attempts that died have left, except the artifacts under one of its parts.
    /// Nothing may be writing there any more.
    /// </summary>
    /// <param name="prefix">A folder, for example <c>tenants/{tenant}/runs/{run}</c>.</param>
    /// <param name="keep">Name of a folder directly in it, for example the fence that won; null keeps nothing.</param>
    /// <param name="cancellationToken">Stops between two deletions.</param>
    Task DeleteOthersAsync(string prefix, string? keep, CancellationToken cancellationToken);
}
