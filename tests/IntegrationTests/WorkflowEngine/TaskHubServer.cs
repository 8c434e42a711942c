using System.Net;
using Dapr.Workflow.Protocol;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReportScheduler.DevHost.Sidecar.Workflows;

namespace ReportScheduler.IntegrationTests.Workflows;

/// <summary>One app's task hub behind a real HTTP/2 server on loopback, with a client.</summary>
internal sealed class TaskHubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private TaskHubServer(WebApplication app, TaskHub hub)
    {
        _app = app;
        Hub = hub;
        _channel = OpenChannel();
        Client = new TaskHubSidecarService.TaskHubSidecarServiceClient(_channel.Intercept(new PatientCalls()));
    }

    public TaskHub Hub { get; }

    public Uri Address => new(_app.Urls.Single());

    public TaskHubSidecarService.TaskHubSidecarServiceClient Client { get; }

    public static WorkflowEngine NewEngine(TimeProvider? time = null) =>
        new(time ?? TimeProvider.System, NullLoggerFactory.Instance);

    public static async Task<TaskHubServer> StartAsync(WorkflowEngine engine, string appId = "test-app", int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        var hub = engine.GetHub(appId);
        builder.Services.AddTaskHub(hub);
        var app = builder.Build();
        app.MapTaskHub();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TaskHubServer(app, hub);
    }

    /// <summary>A channel with a connection of its own.</summary>
    public GrpcChannel OpenChannel() => GrpcChannel.ForAddress(Address);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
