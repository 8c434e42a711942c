namespace ReportScheduler.DevHost.Gateway;

/// <summary>The headers that keep a browser from doing what the user interface never needs.</summary>
internal static class SecurityHeaders
{
    private static readonly KeyValuePair<string, string>[] Headers =
    [
        new("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
            + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
        new("X-Content-Type-Options", "nosniff"),
        new("X-Frame-Options", "DENY"),
        new("Referrer-Policy", "no-referrer"),
        new("Cross-Origin-Opener-Policy", "same-origin"),
        new("Cross-Origin-Resource-Policy", "same-origin"),
        new("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ];

    /// <summary>Adds the headers to every answer that does not set them itself.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            foreach (var (name, value) in Headers)
                context.Response.Headers.TryAdd(name, value);
            return Task.CompletedTask;
        });
        return next(context);
    });
}
