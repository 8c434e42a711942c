using System.Net.Sockets;
using Dapr.Workflow;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Workflows;

/// <summary>An app process in miniature: our workflow worker and client in a host of their own.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Wire _wire;

    private WorkerHost(IHost host, Wire wire) => (_host, _wire) = (host, wire);

    public DaprWorkflowClient Client => _host.Services.GetRequiredService<DaprWorkflowClient>();

    public static async Task<WorkerHost> StartAsync(TaskHubServer server, Action<WorkflowRuntimeOptions> register)
    {
        var wire = new Wire();
        var connected = server.Hub.ConnectedWorkers;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DAPR_GRPC_ENDPOINT"] = server.Address.ToString(),
            ["APP_ID"] = server.Hub.AppId,
        });
        builder.Services.AddDaprWorkflow(options =>
        {
            options.UseGrpcChannelOptions(new GrpcChannelOptions { HttpHandler = wire.Handler });
            register(options);
        });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () => server.Hub.ConnectedWorkers > connected, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return new WorkerHost(host, wire);
    }

    /// <summary>Cuts all connections, as a crash does, and lets no new one be made.</summary>
    public void Cut() => _wire.Cut();

    /// <summary>Lets connections be made again.</summary>
    public void Mend() => _wire.Mend();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _wire.Dispose();
    }

    private sealed class Wire : IDisposable
    {
        private readonly List<Socket> _sockets = [];
        private bool _isCut;

        public Wire() => Handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync };

        public SocketsHttpHandler Handler { get; }

        public void Cut()
        {
            lock (_sockets)
            {
                _isCut = true;
                _sockets.ForEach(socket => socket.Close(timeout: 0));
                _sockets.Clear();
            }
        }

        public void Mend()
        {
            lock (_sockets)
                _isCut = false;
        }

        public void Dispose() => Handler.Dispose();

        private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            lock (_sockets)
            {
                if (_isCut)
                {
                    socket.Dispose();
                    throw new SocketException((int)SocketError.NetworkDown);
                }

                _sockets.Add(socket);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
