namespace ReportScheduler.DevHost.Data;

/// <summary>The folder in which one DevHost at a time keeps everything.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>What the apps and DevHost write.</summary>
    public string Logs => Sub("logs");

    /// <summary>Where the Worker stores artifacts.</summary>
    public string Artifacts => Sub("artifacts");

    /// <summary>The pickup folder: e-mail that would be sent.</summary>
    public string Mail => Sub("mail");

    /// <summary>Webhook calls that were received.</summary>
    public string Webhooks => Sub("webhooks");

    /// <summary>PostgreSQL's files, where DevHost starts one.</summary>
    public string Postgres => Sub("postgres");

    /// <summary>The file that the secret store <c>secrets</c> reads.</summary>
    public string SecretsFile => System.IO.Path.Combine(Path, "secrets.json");

    /// <summary>The credentials of the demo.</summary>
    public string DemoFile => System.IO.Path.Combine(Path, "demo.json");

    /// <summary>The processes that were started last.</summary>
    public string ProcessesFile => System.IO.Path.Combine(Path, "processes.json");

    /// <summary>Makes the folder if need be, and keeps every other DevHost out until it is disposed.</summary>
    /// <exception cref="DevHostException">It cannot be written, or another DevHost uses it.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);
            using var probe = new FileStream(
                System.IO.Path.Combine(path, $".probe-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DevHostException($"The data folder '{path}' cannot be written: choose another with --data.", problem);
        }

        try
        {
            return new DataFolder(path, new FileStream(
                System.IO.Path.Combine(path, "devhost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DevHostException(
                $"Another DevHost uses the data folder '{path}': stop it, or choose another folder with --data.", problem);
        }
    }

    /// <summary>Lets the next DevHost in.</summary>
    public void Dispose() => _lock.Dispose();

    private string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
}
