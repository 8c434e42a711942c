using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ReportScheduler.IntegrationTests.Workflows;

/// <summary>Gives calls a deadline: a wait that an engine at fault never ends fails its test instead of stopping the run.</summary>
internal sealed class PatientCalls : Interceptor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var deadline = context.Options.Deadline ?? TimeProvider.System.GetUtcNow().UtcDateTime + Patience;
        return continuation(request, new(context.Method, context.Host, context.Options.WithDeadline(deadline)));
    }
}
