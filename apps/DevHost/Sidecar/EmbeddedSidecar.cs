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
    private readonly SidecarOptions options;
    private readonly SidecarEnvironment environment;
    private readonly Resources resources;
    private readonly Dictionary<string, SecretComponent> secrets;
    private readonly Dictionary<string, StateComponent> states;
    private readonly Dictionary<string, MessageBus> buses;
    private readonly AppDirectory directory = new();
    private readonly HttpMessageInvoker http = AppHttp.Create();
    private readonly WorkflowEngine workflows;
    private readonly ILoggerFactory logging;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim changing = new(1);
    private readonly List<AppSidecar> sidecars = [];

    private EmbeddedSidecar(
        SidecarOptions options, SidecarEnvironment environment, Resources resources,
        Dictionary<string, SecretComponent> secrets, ILoggerFactory logging, TimeProvider time)
    {
        this.options = options;
        this.environment = environment;
        this.resources = resources;
        this.secrets = secrets;
        this.logging = logging;
        this.time = time;
        logger = logging.CreateLogger<EmbeddedSidecar>();
        workflows = new WorkflowEngine(time, logging);
        states = OfType(ComponentTypes.State)
            .ToDictionary(component => component.Name, component => new StateComponent(component, new InMemoryStateStore(time)));
        buses = OfType(ComponentTypes.PubSub)
            .ToDictionary(component => component.Name, component => new MessageBus(component, time));
    }

    /// <summary>Loads the components and serves the apps; ready for calls when it returns.</summary>
    /// <exception cref="ResourceException">A component file cannot be used; the message names it.</exception>
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
        LogStarting(sidecar.logger, options.ComponentsFolder);
        foreach (var resiliency in resources.Resiliencies.Where(resiliency => resiliency.Ignored.Count > 0))
            LogIgnored(sidecar.logger, resiliency.Name, string.Join(", ", resiliency.Ignored));
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
        await changing.WaitAsync(cancellationToken);
        try
        {
            var hub = workflows.GetHub(app.AppId);
            var instance = new AppInstance(
                app,
                new AppChannel(app.AppPort, http, options.AppApiToken),
                new PumpFactory(buses, resources, time, logging.CreateLogger<PumpFactory>()),
                logging.CreateLogger<AppInstance>());
            var services = new AppServices(
                instance,
                new AppState(app.AppId, states, environment["NAMESPACE"]),
                new AppPublisher(app.AppId, buses, time),
                new AppInvoker(instance, directory, environment, time, logging.CreateLogger<AppInvoker>()),
                new AppSecrets(app.AppId, secrets),
                new AppMetadata(instance, resources, hub),
                hub,
                new SidecarShutdown(() => _ = RemoveAppAsync(app, CancellationToken.None)),
                options.ApiToken);
            try
            {
                sidecars.Add(await AppSidecar.StartAsync(services, logging, cancellationToken));
            }
            catch
            {
                await instance.DisposeAsync();
                throw;
            }
            directory.Add(instance);
            LogServing(logger, app.AppId, app.GrpcPort, app.HttpPort);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Ends the sidecar of one app instance, as if it were killed; messages it was delivering go to a replica or wait.</summary>
    public async Task RemoveAppAsync(SidecarApp app, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            if (sidecars.Find(sidecar => sidecar.Services.Instance.App == app) is { } found)
                await RemoveAsync(found);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Ends everything at once; state, messages and workflows are gone and the ports free.</summary>
    public async ValueTask DisposeAsync()
    {
        await changing.WaitAsync();
        try
        {
            await workflows.DisposeAsync();
            foreach (var sidecar in sidecars.ToList())
                await RemoveAsync(sidecar);
        }
        finally
        {
            changing.Release();
        }
        http.Dispose();
    }

    private async Task RemoveAsync(AppSidecar sidecar)
    {
        directory.Remove(sidecar.Services.Instance);
        sidecars.Remove(sidecar);
        await sidecar.DisposeAsync();
        LogStopped(logger, sidecar.Services.Instance.App.AppId);
    }

    private IEnumerable<ComponentSpec> OfType(string type) =>
        resources.Components.Where(component => component.Type == type);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Embedded sidecar for development and tests: everything is in memory and lost when it stops. Components: {Folder}")]
    private static partial void LogStarting(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not applied from resiliency {Name}: {Parts}")]
    private static partial void LogIgnored(ILogger logger, string name, string parts);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sidecar of {AppId}: gRPC on port {GrpcPort}, HTTP on port {HttpPort}")]
    private static partial void LogServing(ILogger logger, string appId, int grpcPort, int httpPort);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sidecar of {AppId} stopped")]
    private static partial void LogStopped(ILogger logger, string appId);
}
