using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>Answers to gRPC calls that reach no service.</summary>
internal static class GrpcAnswers
{
    private static readonly HashSet<string> DaprMethodNames =
    [
        .. DaprReflection.Descriptor.Services.Single(service => service.FullName == DaprMethods.ServiceName)
            .Methods.Select(method => method.Name),
    ];

    /// <summary>
    /// Methods of daprd that are not here, and reflection, which daprd does not have either: Unimplemented. Everything
    /// else is for daprd a call to be passed to an app, which fails for want of the app id.
    /// </summary>
    public static Task UnknownAsync(HttpContext context)
    {
        var (service, method) = Split(context.Request.Path.Value ?? "");
        if (service == DaprMethods.ServiceName && DaprMethodNames.Contains(method))
            return Status(context, StatusCode.Unimplemented, $"{method} is not part of the embedded development sidecar");
        if (service.StartsWith("grpc.reflection.", StringComparison.Ordinal))
            return Status(context, StatusCode.Unimplemented, "there is no server reflection");
        var headers = context.Request.Headers;
        return headers.ContainsKey("dapr-callee-app-id") || headers.ContainsKey("dapr-app-id")
            ? Status(context, StatusCode.Unimplemented, "the embedded development sidecar does not pass gRPC calls to apps")
            : Status(context, StatusCode.Unknown,
                "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found");
    }

    /// <summary>Ends a call with a status and no message.</summary>
    public static Task Status(HttpContext context, StatusCode status, string detail)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)status).ToString(null, null);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(detail);
        return Task.CompletedTask;
    }

    private static (string Service, string Method) Split(string path) =>
        path.Split('/') is ["", var service, var method] ? (service, method) : (path, "");
}
