using Microsoft.AspNetCore.Server.Kestrel.Core;
using ReportScheduler.DevHost.Sidecar.Grpc;
using ReportScheduler.DevHost.Sidecar.Http;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>The sidecar of one app instance: its two ports and its deliveries.</summary>
internal sealed class AppSidecar : IAsyncDisposable
{
    // Enough for the answer to the shutdown call; the streams of a worker never end on their own.
    private static readonly TimeSpan GracefulShutdown = TimeSpan.FromSeconds(1);

    private readonly SidecarServer _grpc;
    private readonly SidecarServer _http;

    private AppSidecar(AppServices services, SidecarServer grpc, SidecarServer http)
    {
        Services = services;
        _grpc = grpc;
        _http = http;
    }

    public AppServices Services { get; }

    /// <exception cref="IOException">A port is in use.</exception>
    public static async Task<AppSidecar> StartAsync(
        AppServices services, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var app = services.Instance.App;
        var grpc = await SidecarServer.StartAsync(
            app.GrpcPort, HttpProtocols.Http2,
            collection =>
            {
                services.Register(collection);
                GrpcApi.Register(collection, services.Workflows);
            },
            server => GrpcApi.Map(server, services.ApiToken), logging, cancellationToken);
        try
        {
            var http = await SidecarServer.StartAsync(
                app.HttpPort, HttpProtocols.Http1, services.Register,
                server => HttpApi.Map(server, services.ApiToken), logging, cancellationToken);
            return new AppSidecar(services, grpc, http);
        }
        catch
        {
            await grpc.DisposeAsync();
            throw;
        }
    }

    /// <summary>Finishes the calls under way, but streams and slow calls are cut.</summary>
    public async Task ShutDownAsync()
    {
        using var patience = new CancellationTokenSource(GracefulShutdown);
        await Task.WhenAll(_grpc.StopAsync(patience.Token), _http.StopAsync(patience.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _grpc.DisposeAsync();
        await _http.DisposeAsync();
        await Services.Instance.DisposeAsync();
    }
}
