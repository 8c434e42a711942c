namespace ReportScheduler.Reports.Artifacts;

/// <summary>Writes a hidden file next to its place, and gives it its name at the end.</summary>
internal sealed class FolderArtifactWriter : ArtifactWriter
{
    public const string UnfinishedPattern = ".*.unfinished";

    private static readonly FileStreamOptions ForWriting = new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.None,
        BufferSize = 0,
        Options = FileOptions.Asynchronous,
    };

    // Held while a file gets its name.
    private static readonly FileStreamOptions ForClaiming = new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.None,
        BufferSize = 0,
        Options = FileOptions.DeleteOnClose,
    };

    private readonly string _path;
    private readonly string _claimPath;
    private readonly string _unfinishedPath;
    private readonly FileStream _file;

    private FolderArtifactWriter(string path)
    {
        _path = path;
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        _claimPath = Path.Combine(folder, $".{Path.GetFileName(path)}.unfinished");
        _unfinishedPath = Path.Combine(folder, $".{Guid.CreateVersion7():n}.unfinished");
        _file = new FileStream(_unfinishedPath, ForWriting);
    }

    /// <exception cref="ReportException"><see cref="ReportErrors.ArtifactStoreFailed"/>.</exception>
    public static FolderArtifactWriter Create(string path)
    {
        try
        {
            return new FolderArtifactWriter(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ArtifactStoreErrors.Failed(exception);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _file.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException exception)
        {
            throw ArtifactStoreErrors.Failed(exception);
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
            await _file.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();

            // Of two that move to one place at once, the system may let the second replace the first.
            await using (new FileStream(_claimPath, ForClaiming))
                File.Move(_unfinishedPath, _path, overwrite: false);
        }
        // The claim first: when it is gone, the file is there.
        catch (IOException) when (File.Exists(_claimPath) || File.Exists(_path))
        {
            throw ArtifactStoreErrors.Exists();
        }
        catch (IOException exception)
        {
            throw ArtifactStoreErrors.Failed(exception);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        try
        {
            File.Delete(_unfinishedPath);
        }
        catch (DirectoryNotFoundException)
        {
            // Another attempt won and cleared the folder.
        }
    }
}
