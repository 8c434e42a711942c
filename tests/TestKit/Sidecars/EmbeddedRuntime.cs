using Microsoft.Extensions.Logging;
using ReportScheduler.DevHost.Sidecar;

namespace ReportScheduler.TestKit.Sidecars;

/// <summary>The embedded development sidecar, in this process. Its memory is all it has.</summary>
internal sealed class EmbeddedRuntime : SidecarRuntime
{
    private readonly SidecarOptions _options;
    private readonly ILoggerFactory _logging;
    private readonly List<SidecarApp> _apps = [];
    private EmbeddedSidecar? _sidecar;

    public EmbeddedRuntime(SidecarSetup setup)
    {
        _logging = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddProvider(new ProcessLogProvider(Log)));
        _options = new SidecarOptions
        {
            ComponentsFolder = ComponentFolder.Find("embedded"),
            ApiToken = ApiToken,
            AppApiToken = AppApiToken,
            Environment = new Dictionary<string, string> { ["SECRETS_FILE"] = setup.SecretsFile },
        };
    }

    public override async Task StartAsync(CancellationToken cancellationToken) =>
        _sidecar = await EmbeddedSidecar.StartAsync(_options with { Apps = [.. _apps] }, _logging, TimeProvider.System, cancellationToken);

    public override async Task<SidecarApp> AddAsync(string appId, int appPort, CancellationToken cancellationToken)
    {
        var ports = FreePorts.Take(2);
        var app = new SidecarApp(appId, appPort, ports[0], ports[1]);
        await ReturnAsync(app, cancellationToken);
        return app;
    }

    public override async Task RemoveAsync(SidecarApp app)
    {
        _apps.Remove(app);
        await _sidecar!.RemoveAppAsync(app, CancellationToken.None);
    }

    public override async Task ReturnAsync(SidecarApp app, CancellationToken cancellationToken)
    {
        await _sidecar!.AddAppAsync(app, cancellationToken);
        _apps.Add(app);
    }

    public override async Task RestartWithoutMemoryAsync(CancellationToken cancellationToken)
    {
        await _sidecar!.DisposeAsync();
        await StartAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_sidecar is not null)
            await _sidecar.DisposeAsync();
        _logging.Dispose();
    }
}
