using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.Apps;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>Metadata and shutdown on gRPC.</summary>
internal sealed class MetadataService(AppMetadata metadata, SidecarShutdown shutdown) : IDaprService<MetadataService>
{
    public static void Bind(DaprMethods<MetadataService> methods) => methods
        .Add<GetMetadataRequest, GetMetadataResponse>("GetMetadata", (service, _) => service.Get())
        .Add<SetMetadataRequest, Empty>("SetMetadata", (service, request) => service.Set(request))
        .Add<ShutdownRequest, Empty>("Shutdown", (service, _, call) => service.Shutdown(call));

    private GetMetadataResponse Get() => metadata.Grpc();

    private Empty Set(SetMetadataRequest request)
    {
        metadata.Set(request.Key, request.Value);
        return new Empty();
    }

    private Task<Empty> Shutdown(ServerCallContext call)
    {
        call.GetHttpContext().Response.OnCompleted(() =>
        {
            shutdown.Request();
            return Task.CompletedTask;
        });
        return Task.FromResult(new Empty());
    }
}
