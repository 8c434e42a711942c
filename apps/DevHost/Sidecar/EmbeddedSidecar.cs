using ReportScheduler.DevHost.Sidecar.Apps;
using ReportScheduler.DevHost.Sidecar.Components;
using ReportScheduler.DevHost.Sidecar.Invocation;
using ReportScheduler.DevHost.Sidecar.PubSub;
using ReportScheduler.DevHost.Sidecar.Secrets;
using ReportScheduler.DevHost.Sidecar.State;
using ReportScheduler.DevHost.Sidecar.Workflows;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>
/// A sidecar for development and tests only: the part of daprd's gRPC and HTTP API that this product and the Dapr SDKs
/// use, in memory, on loopback, for several apps in one process. What it lacks it refuses; nothing outlives it.
/// </summary>
public sealed partial class EmbeddedSidecar : IAsyncDisposable
{
    private readonly SidecarOptions _options;
    private readonly SidecarEnvironment _environment;
    private readonly Resources _resources;
    private readonly Dictionary<string, SecretComponent> _secrets;
    private readonly Dictionary<string, StateComponent> _states;
    private readonly Dictionary<string, MessageBus> _buses;
    private readonly AppDirectory _directory = new();
    private readonly HttpMessageInvoker _http = AppHttp.Create();
    private readonly WorkflowEngine _workflows;
    private readonly ILoggerFactory _logging;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly List<AppSidecar> _sidecars = [];
    private bool _disposed;

    private EmbeddedSidecar(
        SidecarOptions options, SidecarEnvironment environment, Resources resources,
        Dictionary<string, SecretComponent> secrets, ILoggerFactory logging, TimeProvider time)
    {
        _options = options;
        _environment = environment;
        _resources = resources;
        _secrets = secrets;
        _logging = logging;
        _time = time;
        _logger = logging.CreateLogger<EmbeddedSidecar>();
        _workflows = new WorkflowEngine(time, logging);
        _states = OfType(ComponentTypes.State)
            .ToDictionary(component => component.Name, component => new StateComponent(component, new InMemoryStateStore(_time)));
        _buses = OfType(ComponentTypes.PubSub)
            .ToDictionary(component => component.Name, component => new MessageBus(component, _time));
    }

    /// <summary>Loads the components and serves the apps; ready for calls when it returns.</summary>
    /// <exception cref="DevHostException">A component file cannot be used; the message names it.</exception>
    /// <exception cref="IOException">A port is in use.</exception>
    public static async Task<EmbeddedSidecar> StartAsync(
        SidecarOptions options, ILoggerFactory logging, TimeProvider time, CancellationToken cancellationToken)
    {
        var environment = new SidecarEnvironment(options.Environment);
        var resources = await ResourceFolder.LoadAsync(options.ComponentsFolder, environment, cancellationToken);
        var secrets = new Dictionary<string, SecretComponent>();
        foreach (var component in resources.Components)
        {
            if (component.Type == ComponentTypes.SecretFile)
                secrets[component.Name] = new(component, await FileSecretStore.LoadAsync(component, cancellationToken));
            else if (component.Type == ComponentTypes.SecretEnvironment)
                secrets[component.Name] = new(component, new EnvironmentSecretStore(component, environment));
        }
        var sidecar = new EmbeddedSidecar(options, environment, resources, secrets, logging, time);
        LogStarting(sidecar._logger, options.ComponentsFolder);
        foreach (var resiliency in resources.Resiliencies.Where(resiliency => resiliency.Ignored.Count > 0))
            LogIgnored(sidecar._logger, resiliency.Name, string.Join(", ", resiliency.Ignored));
        try
        {
            foreach (var app in options.Apps)
                await sidecar.AddAppAsync(app, cancellationToken);
        }
        catch
        {
            await sidecar.DisposeAsync();
            throw;
        }
        return sidecar;
    }

    /// <summary>Serves one more app instance.</summary>
    /// <exception cref="IOException">A port is in use.</exception>
    public async Task AddAppAsync(SidecarApp app, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var hub = _workflows.GetHub(app.AppId);
            var instance = new AppInstance(
                app,
                new AppChannel(app.AppPort, _http, _options.AppApiToken),
                new PumpFactory(_buses, _resources, _time, _logging.CreateLogger<PumpFactory>()),
                _logging.CreateLogger<AppInstance>());
            var services = new AppServices(
                instance,
                new AppState(app.AppId, _states, _environment["NAMESPACE"]),
                new AppPublisher(app.AppId, _buses, _time),
                new AppInvoker(instance, _directory, _environment, _time, _logging.CreateLogger<AppInvoker>()),
                new AppSecrets(app.AppId, _secrets),
                new AppMetadata(instance, _resources, hub),
                hub,
                new SidecarShutdown(() => _ = EndAsync(app, gracefully: true, CancellationToken.None)),
                _options.ApiToken);
            try
            {
                _sidecars.Add(await AppSidecar.StartAsync(services, _logging, cancellationToken));
            }
            catch
            {
                await instance.DisposeAsync();
                throw;
            }
            _directory.Add(instance);
            LogServing(_logger, app.AppId, app.GrpcPort, app.HttpPort);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Ends the sidecar of one app instance, as if it were killed; messages it was delivering go to a replica or wait.
    /// </summary>
    public Task RemoveAppAsync(SidecarApp app, CancellationToken cancellationToken) =>
        EndAsync(app, gracefully: false, cancellationToken);

    /// <summary>Ends everything at once; state, messages and workflows are gone and the ports free.</summary>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            await _workflows.DisposeAsync();
            foreach (var sidecar in _sidecars.ToList())
                await RemoveAsync(sidecar);
            _http.Dispose();
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task EndAsync(SidecarApp app, bool gracefully, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_sidecars.Find(sidecar => sidecar.Services.Instance.App == app) is not { } found)
                return;
            if (gracefully)
                await found.ShutDownAsync();
            await RemoveAsync(found);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task RemoveAsync(AppSidecar sidecar)
    {
        _directory.Remove(sidecar.Services.Instance);
        _sidecars.Remove(sidecar);
        await sidecar.DisposeAsync();
        LogStopped(_logger, sidecar.Services.Instance.App.AppId);
    }

    private IEnumerable<ComponentSpec> OfType(string type) =>
        _resources.Components.Where(component => component.Type == type);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Embedded sidecar for development and tests: everything is in memory and lost when it stops. Components: {Folder}")]
    private static partial void LogStarting(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not applied from resiliency {Name}: {Parts}")]
    private static partial void LogIgnored(ILogger logger, string name, string parts);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Sidecar of {AppId}: gRPC on port {GrpcPort}, HTTP on port {HttpPort}")]
    private static partial void LogServing(ILogger logger, string appId, int grpcPort, int httpPort);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sidecar of {AppId} stopped")]
    private static partial void LogStopped(ILogger logger, string appId);
}
