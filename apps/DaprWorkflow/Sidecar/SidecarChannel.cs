using Dapr.Workflow.Protocol;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;

namespace Dapr.Workflow.Sidecar;

/// <summary>
/// The connection to the sidecar that worker and client share. Where it is: DAPR_GRPC_ENDPOINT, else localhost and DAPR_GRPC_PORT, else
/// port 50001; read from the configuration first, then from the environment. DAPR_API_TOKEN goes along with every call.
/// </summary>
internal sealed class SidecarChannel : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly HttpMessageHandler? ownHandler;

    /// <param name="configuration">Where endpoint and token are looked up first.</param>
    /// <param name="options">The app's own channel options, if any.</param>
    /// <param name="limits">Message size limits, if any were set.</param>
    public SidecarChannel(IConfiguration? configuration, GrpcChannelOptions? options, MessageSizeLimits? limits)
    {
        channel = GrpcChannel.ForAddress(
            DaprDefaults.GetDefaultGrpcEndpoint(configuration), Limited(options ?? DefaultOptions(out ownHandler), limits));
        var token = DaprDefaults.GetDefaultDaprApiToken(configuration);
        var invoker = string.IsNullOrEmpty(token)
            ? channel.CreateCallInvoker()
            : channel.Intercept(metadata =>
            {
                metadata.Add("dapr-api-token", token);
                return metadata;
            });
        TaskHub = new TaskHubSidecarService.TaskHubSidecarServiceClient(invoker);
    }

    /// <summary>The workflow service of the sidecar.</summary>
    public TaskHubSidecarService.TaskHubSidecarServiceClient TaskHub { get; }

    public void Dispose()
    {
        channel.Dispose();
        ownHandler?.Dispose();
    }

    private static GrpcChannelOptions Limited(GrpcChannelOptions options, MessageSizeLimits? limits)
    {
        if (limits is not null)
            (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (limits.Receive, limits.Send);
        return options;
    }

    private static GrpcChannelOptions DefaultOptions(out HttpMessageHandler handler)
    {
        handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectTimeout = TimeSpan.FromSeconds(10),

            // daprd up to 1.14 drops clients that ping more often than every 5 minutes; the worker's Hello is the livelier sign of life.
            KeepAlivePingDelay = TimeSpan.FromMinutes(6),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        return new GrpcChannelOptions
        {
            HttpHandler = handler,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            InitialReconnectBackoff = ReconnectDelay.Shortest,
            MaxReconnectBackoff = ReconnectDelay.Longest,
        };
    }
}
