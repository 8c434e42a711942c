using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.Apps;
using ReportScheduler.DevHost.Sidecar.Workflows;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>The gRPC API of one app instance.</summary>
internal static class GrpcApi
{
    public static void Register(IServiceCollection services, TaskHub workflows)
    {
        services.AddGrpc(options =>
        {
            options.IgnoreUnknownServices = true;
            options.Interceptors.Add<ErrorInterceptor>();
        });
        services.AddDaprService<StateService>()
            .AddDaprService<PubSubService>()
            .AddDaprService<SecretService>()
            .AddDaprService<InvocationService>()
            .AddDaprService<MetadataService>()
            .AddTaskHub(workflows);
    }

    public static void Map(WebApplication server, string? apiToken)
    {
        server.Use((context, next) => ApiTokens.IsValid(apiToken, context.Request.Headers[AppChannel.TokenHeader])
            ? next(context)
            : GrpcAnswers.Status(context, StatusCode.Unauthenticated, "Unauthorized"));
        server.MapGrpcService<StateService>();
        server.MapGrpcService<PubSubService>();
        server.MapGrpcService<SecretService>();
        server.MapGrpcService<InvocationService>();
        server.MapGrpcService<MetadataService>();
        server.MapTaskHub();
        server.MapFallback("{**path}", GrpcAnswers.UnknownAsync);
    }
}
