using ReportScheduler.DevHost.Sidecar.Secrets;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>The secrets API on HTTP.</summary>
internal static class SecretEndpoints
{
    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/secrets/{store}/bulk", (HttpContext context, AppSecrets secrets) => context.WriteAsync(
            secrets.All(context.RouteText("store")),
            SidecarJson.Default.IReadOnlyDictionaryStringIReadOnlyDictionaryStringString));
        routes.MapGet("/v1.0/secrets/{store}/{key}", (HttpContext context, AppSecrets secrets) => context.WriteAsync(
            secrets.Get(context.RouteText("store"), context.RouteText("key")),
            SidecarJson.Default.IReadOnlyDictionaryStringString));
    }
}
