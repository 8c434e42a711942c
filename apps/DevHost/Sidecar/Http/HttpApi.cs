using System.Text;
using ReportScheduler.DevHost.Sidecar.Apps;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>The HTTP API of one app instance.</summary>
internal static class HttpApi
{
    public static void Map(WebApplication server, string? apiToken)
    {
        var logger = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HttpApi));
        server.Use((context, next) => ErrorMiddleware.InvokeAsync(context, next, logger));
        server.Use((context, next) => CheckTokenAsync(context, next, apiToken));
        server.MapState();
        server.MapPublish();
        server.MapSecrets();
        server.MapMetadata();
        server.MapUnsupported();
        server.MapFallback("{**path}", InvokeEndpoint.HandleAsync);
    }

    private static async Task CheckTokenAsync(HttpContext context, RequestDelegate next, string? apiToken)
    {
        var isHealth = HttpMethods.IsGet(context.Request.Method)
            && context.Request.Path.Value?.TrimEnd('/') is MetadataEndpoints.HealthPath or MetadataEndpoints.OutboundHealthPath;
        if (!isHealth && !ApiTokens.IsValid(apiToken, context.Request.Headers[AppChannel.TokenHeader]))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("invalid api token\n"), context.RequestAborted);
            return;
        }
        await next(context);
    }
}
