using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>Answers errors of the Dapr API with their gRPC status.</summary>
internal sealed class ErrorInterceptor : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (SidecarException error)
        {
            throw new RpcException(new Status(error.GrpcStatus, error.Message));
        }
    }
}
