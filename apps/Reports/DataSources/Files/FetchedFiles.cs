using System.Globalization;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>Copies of a data source's files in a folder of their own. Disposing deletes them.</summary>
/// <param name="folder">The folder.</param>
/// <param name="deleted">Called once, when they are deleted.</param>
internal sealed class FetchedFiles(string folder, Action deleted) : IAsyncDisposable
{
    private int _isDisposed;
    private readonly List<(SourceFile File, string Path)> _files = [];

    public string Folder => folder;

    public IReadOnlyList<(SourceFile File, string Path)> Files => _files;

    /// <returns>The path for a file's copy. It has nothing of the tenant's in it.</returns>
    public string Add(SourceFile file)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{_files.Count}.{file.Format.ToString().ToLowerInvariant()}"));
        _files.Add((file, path));
        return path;
    }

    /// <summary>A message of a library's, without this machine's paths.</summary>
    public string WithoutPaths(string message)
    {
        foreach (var (file, path) in _files)
            message = message.Replace(path, file.Name, StringComparison.Ordinal);
        return message.Replace(folder, "", StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return ValueTask.CompletedTask;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Someone has cleaned up before.
        }
        finally
        {
            deleted();
        }

        return ValueTask.CompletedTask;
    }
}
