using System.Runtime.Versioning;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.TestKit.Processes;

namespace ReportScheduler.TestKit.Sidecars;

/// <summary>
/// daprd 1.16 to 1.18, one process for each app instance, with a placement and a scheduler service of their own and the
/// components in <c>components/local</c>. Needs a Redis server: REDIS_HOST (default localhost:6379) and REDIS_PASSWORD. Its
/// database REDIS_DB is used and flushed, by one test at a time; without REDIS_DB its databases 1 to 15 are.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DaprdRuntime(SidecarSetup setup, string binaries) : SidecarRuntime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Dictionary<SidecarApp, ChildProcess> _sidecars = [];
    private readonly HttpClient _http = new();
    private readonly DaprdControlPlane _controlPlane = new(binaries, setup.Folder);
    private RedisDatabase? _redis;
    private WorkflowStateDatabase? _workflowState;
    private DaprdCommand? _command;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _redis = await RedisDatabase.TakeAsync(cancellationToken);
        _workflowState = new WorkflowStateDatabase(await setup.CreateDatabaseAsync(cancellationToken));
        await _controlPlane.StartAsync(cancellationToken);
        _command = await DaprdCommand.CreateAsync(binaries, setup, this, _controlPlane, _redis, _workflowState, cancellationToken);
    }

    public override async Task<SidecarApp> AddAsync(string appId, int appPort, CancellationToken cancellationToken)
    {
        var ports = FreePorts.Take(2);
        var app = new SidecarApp(appId, appPort, ports[0], ports[1]);
        await RunAsync(app, cancellationToken);
        return app;
    }

    public override async Task RemoveAsync(SidecarApp app)
    {
        if (_sidecars.Remove(app, out var process))
            await process.DisposeAsync();
    }

    public override Task ReturnAsync(SidecarApp app, CancellationToken cancellationToken) => RunAsync(app, cancellationToken);

    public override async Task RestartWithoutMemoryAsync(CancellationToken cancellationToken)
    {
        var apps = _sidecars.Keys.ToList();
        foreach (var app in apps)
            await RemoveAsync(app);
        await _controlPlane.StopAsync();
        await _redis!.FlushAsync(cancellationToken);
        await _workflowState!.ClearAsync(cancellationToken);
        await _controlPlane.StartAsync(cancellationToken);
        foreach (var app in apps)
            await RunAsync(app, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var process in _sidecars.Values)
            await process.DisposeAsync();
        await _controlPlane.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        _http.Dispose();
    }

    private async Task RunAsync(SidecarApp app, CancellationToken cancellationToken)
    {
        var process = ChildProcess.StartBound($"daprd of {app.AppId}", _command!.For(app), Log);
        _sidecars[app] = process;
        await process.WaitUntilAsync(
            async token => (await _http.GetAsync($"http://127.0.0.1:{app.HttpPort}/v1.0/healthz/outbound", token)).IsSuccessStatusCode,
            StartLimit,
            cancellationToken);
    }
}
