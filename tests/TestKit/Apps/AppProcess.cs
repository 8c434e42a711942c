using ReportScheduler.DevHost.Apps;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.TestKit.Processes;

namespace ReportScheduler.TestKit.Apps;

/// <summary>One replica of an app: a process that can be killed and started again on the same port, beside its sidecar.</summary>
/// <param name="project">The app's project, such as <c>Worker</c>.</param>
/// <param name="sidecar">Its ports.</param>
/// <param name="environment">Its settings, on top of those that name the ports.</param>
/// <param name="temporaryFolder">Made for it.</param>
public class AppProcess(
    string project, SidecarApp sidecar, IReadOnlyDictionary<string, string?> environment, string temporaryFolder) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly HttpClient Http = new();
    private readonly ProcessLog _log = new();
    private ChildProcess? _process;

    /// <summary>The app's address.</summary>
    public string Url => $"http://127.0.0.1:{sidecar.AppPort}";

    public SidecarApp Sidecar => sidecar;

    /// <summary>The folder the process has for temporary files.</summary>
    public string TemporaryFolder => temporaryFolder;

    /// <summary>The process, from its start on.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException($"{project} was not started.");

    /// <summary>Starts the process and waits until it is ready for work.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        await Process.WaitUntilAsync(
            async token =>
            {
                using var response = await Http.GetAsync($"{Url}/health/ready", token);
                return response.IsSuccessStatusCode;
            },
            StartLimit,
            cancellationToken);
    }

    /// <summary>What it and its predecessors wrote last.</summary>
    public string Tail(int lines) => _log.Tail(lines);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private void Launch()
    {
        Directory.CreateDirectory(temporaryFolder);
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = Url,
            ["APP_ID"] = sidecar.AppId,
            ["APP_PORT"] = $"{sidecar.AppPort}",
            ["DAPR_HTTP_PORT"] = $"{sidecar.HttpPort}",
            ["DAPR_GRPC_PORT"] = $"{sidecar.GrpcPort}",
            ["TMPDIR"] = temporaryFolder,
            // The runtime would put sockets for debuggers there.
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        foreach (var (name, value) in environment)
            settings[name] = value;
        var tool = AppLocator.Find(AppContext.BaseDirectory, project) with { Environment = settings };
        _process = ChildProcess.Start($"{project} on port {sidecar.AppPort}", tool, _log);
    }
}
