using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>The parts of daprd's HTTP API that this sidecar does not have.</summary>
internal static class UnsupportedEndpoints
{
    private static readonly string[] Paths =
    [
        "/v1.0/actors", "/v1.0/bindings", "/v1.0/configuration", "/v1.0/crypto", "/v1.0/jobs", "/v1.0/workflows",
        "/v1.0-alpha1", "/v1.0-alpha2", "/v1.0-beta1",
    ];

    public static void MapUnsupported(this IEndpointRouteBuilder routes)
    {
        foreach (var path in Paths)
            routes.Map(path + "/{**rest}", Refuse);
    }

    private static void Refuse(HttpContext context) => throw new SidecarException(
        StatusCode.Unimplemented, 501, "ERR_API_UNIMPLEMENTED",
        $"this API is not part of the embedded development sidecar: {context.Request.Path}");
}
