using System.Text;
using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.Apps;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>Metadata, health and shutdown on HTTP.</summary>
internal static class MetadataEndpoints
{
    public const string HealthPath = "/v1.0/healthz";
    public const string OutboundHealthPath = "/v1.0/healthz/outbound";

    public static void MapMetadata(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(HealthPath, Health);
        // The API opens only when components are loaded, so it is ready as soon as it answers.
        routes.MapGet(OutboundHealthPath, (HttpContext context) => context.NoContent());
        routes.MapGet("/v1.0/metadata", (HttpContext context, AppMetadata metadata) =>
            context.WriteAsync(metadata.Http(), SidecarJson.Default.MetadataBody));
        routes.MapPut("/v1.0/metadata/{key}", async (HttpContext context, AppMetadata metadata) =>
        {
            metadata.Set(context.RouteText("key"), Encoding.UTF8.GetString(await context.ReadBytesAsync()));
            context.NoContent();
        });
        routes.MapPost("/v1.0/shutdown", (HttpContext context, SidecarShutdown shutdown) =>
        {
            context.Response.OnCompleted(() =>
            {
                shutdown.Request();
                return Task.CompletedTask;
            });
            context.NoContent();
        });
    }

    private static void Health(HttpContext context, AppInstance instance)
    {
        if (!instance.WasUp)
            throw Error("ERR_HEALTH_NOT_READY", "dapr is not ready: [app]");
        if (context.Request.Query.TryGetValue("appid", out var appId) && appId != instance.App.AppId)
            throw Error("ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
        context.NoContent();
    }

    private static SidecarException Error(string code, string message) =>
        new(StatusCode.Internal, 500, code, message);
}
