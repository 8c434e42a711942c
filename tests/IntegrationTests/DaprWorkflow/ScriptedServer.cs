using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

/// <summary>A <see cref="ScriptedTaskHub"/> behind a real HTTP/2 server on loopback.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedServer(WebApplication app, ScriptedTaskHub hub)
    {
        this.app = app;
        Hub = hub;
    }

    public ScriptedTaskHub Hub { get; }

    public int Port => new Uri(app.Urls.Single()).Port;

    public static async Task<ScriptedServer> StartAsync(int port = 0, int? maxReceiveMessageSize = null)
    {
        var hub = new ScriptedTaskHub();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromMilliseconds(100));
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = maxReceiveMessageSize);
        builder.Services.AddSingleton(hub);
        var app = builder.Build();
        app.MapGrpcService<ScriptedTaskHub>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ScriptedServer(app, hub);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
