namespace ReportScheduler.Reports.Artifacts;

/// <summary>
/// Artifacts as files under a folder. Unfinished ones have names that start with a dot, which no artifact's does.
/// </summary>
public sealed class FolderArtifactStore : IArtifactStore
{
    private static readonly FileStreamOptions ForReading = new()
    {
        Share = FileShare.Read | FileShare.Delete,
        BufferSize = 64 * 1024,
        Options = FileOptions.Asynchronous,
    };

    private readonly string _root;

    /// <param name="folder">Created at the first write.</param>
    public FolderArtifactStore(string folder) => _root = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public Task<ArtifactWriter> CreateAsync(
        string path, string contentType, string? contentEncoding, CancellationToken cancellationToken) =>
        Task.FromResult<ArtifactWriter>(FolderArtifactWriter.Create(PathOf(path)));

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string path, long offset, CancellationToken cancellationToken) =>
        Guarded<Stream>(() => new FileStream(PathOf(path), ForReading) { Position = offset }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string path, CancellationToken cancellationToken) =>
        Guarded(() => File.Exists(PathOf(path)), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) => Guarded(
        () =>
        {
            var file = PathOf(path);
            if (File.Exists(file)) File.Delete(file);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DeleteOthersAsync(string prefix, string? keep, CancellationToken cancellationToken) => Guarded(
        () =>
        {
            var folder = new DirectoryInfo(PathOf(prefix));
            var kept = keep is null ? null : new DirectoryInfo(PathOf($"{prefix}/{keep}"));
            if (!folder.Exists) return false;
            foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => entry.FullName != kept?.FullName))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Delete(entry);
            }

            if (kept is null) folder.Delete();
            else if (kept.Exists) DeleteUnfinished(kept);
            return true;
        },
        cancellationToken);

    private static void Delete(FileSystemInfo entry)
    {
        try
        {
            if (entry is DirectoryInfo folder) folder.Delete(recursive: true);
            else entry.Delete();
        }
        catch (DirectoryNotFoundException)
        {
            // Someone else deletes it, too.
        }
    }

    private static void DeleteUnfinished(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles(FolderArtifactWriter.UnfinishedPattern, SearchOption.AllDirectories))
            file.Delete();
    }

    private string PathOf(string path)
    {
        ArtifactPath.Check(path);
        return Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));
    }

    private static Task<T> Guarded<T>(Func<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(operation());
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ArtifactStoreErrors.NotFound(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ArtifactStoreErrors.Failed(exception);
        }
    }
}
