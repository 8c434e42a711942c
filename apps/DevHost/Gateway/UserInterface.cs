using System.Net.Mime;
using Microsoft.Extensions.FileProviders;

namespace ReportScheduler.DevHost.Gateway;

/// <summary>Serves the built user interface: a page that makes its own routes, and files with their hash in the name.</summary>
internal static class UserInterface
{
    /// <summary>Serves the files that exist.</summary>
    public static void UseUserInterface(this WebApplication app, string? folder)
    {
        if (folder is not null)
            app.UseStaticFiles(Files(folder));
    }

    /// <summary>Answers with the page wherever nothing else does and no file is asked for.</summary>
    public static void MapUserInterface(this WebApplication app, string? folder)
    {
        if (folder is not null)
        {
            app.MapFallbackToFile("index.html", Files(folder));
            return;
        }

        app.MapFallback(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = MediaTypeNames.Text.Plain;
            return context.Response.WriteAsync(
                "This DevHost serves no user interface; its first lines on the console say why. The API is at /v1, its description at /openapi/v1.json.",
                context.RequestAborted);
        });
    }

    private static StaticFileOptions Files(string folder) => new()
    {
        FileProvider = new PhysicalFileProvider(folder),
        OnPrepareResponse = answer => answer.Context.Response.Headers.CacheControl =
            answer.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
                ? "public, max-age=31536000, immutable"
                : "no-cache",
    };
}
