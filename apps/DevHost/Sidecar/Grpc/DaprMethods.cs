using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>
/// A part of the gRPC service <c>dapr.proto.runtime.v1.Dapr</c>. The package Dapr.Protos has its messages but no server
/// base, so the methods are bound by hand.
/// </summary>
internal interface IDaprService<TSelf>
    where TSelf : class, IDaprService<TSelf>
{
    static abstract void Bind(DaprMethods<TSelf> methods);
}

/// <summary>Adds the unary methods of a part.</summary>
internal sealed class DaprMethods<TService>(ServiceMethodProviderContext<TService> context)
    where TService : class
{
    public DaprMethods<TService> Add<TRequest, TResponse>(
        string name, Func<TService, TRequest, ServerCallContext, Task<TResponse>> handle)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        var method = new Method<TRequest, TResponse>(
            MethodType.Unary, DaprMethods.ServiceName, name, Marshaller<TRequest>(), Marshaller<TResponse>());
        context.AddUnaryMethod(method, [], (service, request, call) => handle(service, request, call));
        return this;
    }

    /// <summary>For a method that answers without waiting.</summary>
    public DaprMethods<TService> Add<TRequest, TResponse>(string name, Func<TService, TRequest, TResponse> handle)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        Add<TRequest, TResponse>(name, (service, request, _) => Task.FromResult(handle(service, request)));

    private static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return Marshallers.Create(
            (message, target) =>
            {
                target.SetPayloadLength(message.CalculateSize());
                message.WriteTo(target.GetBufferWriter());
                target.Complete();
            },
            source => parser.ParseFrom(source.PayloadAsReadOnlySequence()));
    }
}

/// <summary>Registers the parts.</summary>
internal static class DaprMethods
{
    public const string ServiceName = "dapr.proto.runtime.v1.Dapr";

    public static IServiceCollection AddDaprService<TService>(this IServiceCollection services)
        where TService : class, IDaprService<TService> =>
        services.AddSingleton<IServiceMethodProvider<TService>, Provider<TService>>();

    private sealed class Provider<TService> : IServiceMethodProvider<TService>
        where TService : class, IDaprService<TService>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context) =>
            TService.Bind(new DaprMethods<TService>(context));
    }
}
