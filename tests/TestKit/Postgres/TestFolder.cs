namespace ReportScheduler.TestKit.Postgres;

/// <summary>
/// A temporary folder that belongs to this process. Beside it lies a file that the process keeps locked, so that a later
/// run can tell the folders of processes that were killed.
/// </summary>
internal sealed class TestFolder : IAsyncDisposable
{
    private const string Prefix = "report-scheduler-test-";
    private const string LockSuffix = ".lock";
    private readonly FileStream _lock;

    private TestFolder(FileStream @lock, string path) => (_lock, Path) = (@lock, path);

    /// <summary>Where the folder is.</summary>
    public string Path { get; }

    /// <summary>Makes a folder of a new name in the system's folder for temporary files.</summary>
    public static TestFolder Create()
    {
        while (true)
        {
            var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Prefix + Guid.CreateVersion7().ToString("n"));
            if (FileLock.TryTake(path + LockSuffix) is not { } owner)
                continue;
            Directory.CreateDirectory(path);
            return new TestFolder(owner, path);
        }
    }

    /// <summary>Deletes what killed processes left.</summary>
    /// <param name="release">Ends what may still run in a folder, before it is deleted.</param>
    public static async Task DeleteLeftoversAsync(Func<string, Task> release)
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.GetTempPath(), Prefix + "*" + LockSuffix))
        {
            await using var owner = FileLock.TryTake(file);
            if (owner is null)
                continue;
            var path = file[..^LockSuffix.Length];
            await release(path);
            Delete(path);
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Delete(Path);
        await _lock.DisposeAsync();
        File.Delete(_lock.Name);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
