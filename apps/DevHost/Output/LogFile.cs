namespace ReportScheduler.DevHost.Output;

/// <summary>
/// A file of log lines that several threads may write. The lines of the former start, and the older half of a very long one,
/// are kept in a second file <c>*.previous.log</c>.
/// </summary>
public sealed class LogFile : IDisposable
{
    private const long MaxBytes = 20 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly string _path;
    private StreamWriter _writer;

    /// <summary>Starts a new file.</summary>
    public LogFile(string path)
    {
        _path = path;
        _writer = Open();
    }

    /// <summary>Appends a line; it is in the file when this returns.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            if (_writer.BaseStream.Position > MaxBytes)
            {
                _writer.Dispose();
                _writer = Open();
            }

            _writer.WriteLine(line);
        }
    }

    public void Dispose() => _writer.Dispose();

    private StreamWriter Open()
    {
        if (File.Exists(_path))
            File.Move(_path, Path.ChangeExtension(_path, ".previous.log"), overwrite: true);
        return new StreamWriter(new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }
}
