using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>One loopback port with a web server of its own, independent of the process's host.</summary>
internal sealed class SidecarServer : IAsyncDisposable
{
    // daprd's --max-body-size
    private const long MaxBodySize = 4 * 1024 * 1024;

    private readonly WebApplication _server;

    private SidecarServer(WebApplication server) => _server = server;

    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SidecarServer> StartAsync(
        int port, HttpProtocols protocol, Action<IServiceCollection> register, Action<WebApplication> map,
        ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            // A stream between apps may pause for as long as they like.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = protocol == HttpProtocols.Http2 ? null : MaxBodySize;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocol);
        });
        builder.Services.AddSingleton(logging);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        register(builder.Services);
        var server = builder.Build();
        map(server);
        try
        {
            await server.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
        return new SidecarServer(server);
    }

    /// <summary>Finishes the calls under way until <paramref name="patience"/> is cancelled.</summary>
    public Task StopAsync(CancellationToken patience) => _server.StopAsync(patience);

    /// <summary>Cuts all connections at once, as when a sidecar is killed; the port is free afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    // The console's Ctrl+C is for the process's own host to handle.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
