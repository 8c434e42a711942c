using Dapr.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>An embedded sidecar with components of the test's own, and clients of it.</summary>
internal sealed class TestSidecar : IAsyncDisposable
{
    public const string PubSub = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: pubsub
        spec:
          type: pubsub.in-memory
          version: v1
          metadata:
            - name: redeliverInterval
              value: 200ms
        """;

    public const string State = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: cache
        spec:
          type: state.in-memory
          version: v1
        """;

    public const string Retries = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata:
          name: resiliency
        spec:
          policies:
            retries:
              twice:
                policy: constant
                duration: 50ms
                maxRetries: 2
          targets:
            components:
              pubsub:
                inbound:
                  retry: twice
        """;

    private readonly string _folder;

    private TestSidecar(string folder, EmbeddedSidecar sidecar, SidecarOptions options)
    {
        _folder = folder;
        Sidecar = sidecar;
        Options = options;
        Http = new HttpClient();
        if (options.ApiToken is { } token)
            Http.DefaultRequestHeaders.Add("dapr-api-token", token);
    }

    public EmbeddedSidecar Sidecar { get; }

    public SidecarOptions Options { get; }

    /// <summary>Sends the API token, if there is one.</summary>
    public HttpClient Http { get; }

    /// <summary>The first app.</summary>
    public SidecarApp App => Options.Apps[0];

    public static SidecarApp NewApp(string appId, int appPort = 0)
    {
        var ports = FreePorts.Take(2);
        return new SidecarApp(appId, appPort, ports[0], ports[1]);
    }

    /// <param name="resources">Resource files, one document each.</param>
    /// <param name="apps">Default: one app without a port.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="time">Default: the system's.</param>
    public static async Task<TestSidecar> StartAsync(
        IEnumerable<string> resources, IReadOnlyList<SidecarApp>? apps = null,
        Func<SidecarOptions, SidecarOptions>? configure = null, TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("sidecar-").FullName;
        foreach (var (index, resource) in resources.Index())
            await File.WriteAllTextAsync(Path.Combine(folder, $"{index}.yaml"), resource, TestContext.Current.CancellationToken);
        var options = new SidecarOptions { Apps = apps ?? [NewApp("app")], ComponentsFolder = folder };
        options = configure?.Invoke(options) ?? options;
        var sidecar = await EmbeddedSidecar.StartAsync(
            options, NullLoggerFactory.Instance, time ?? TimeProvider.System, TestContext.Current.CancellationToken);
        return new TestSidecar(folder, sidecar, options);
    }

    public DaprClient Client(SidecarApp? app = null) => new DaprClientBuilder()
        .UseGrpcEndpoint($"http://127.0.0.1:{(app ?? App).GrpcPort}")
        .UseHttpEndpoint(Url(app))
        .UseDaprApiToken(Options.ApiToken)
        .Build();

    public string Url(SidecarApp? app = null) => $"http://127.0.0.1:{(app ?? App).HttpPort}";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Sidecar.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
