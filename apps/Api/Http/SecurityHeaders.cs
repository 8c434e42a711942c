namespace ReportScheduler.Api.Http;

internal static class SecurityHeaders
{
    private const string Policy = "default-src 'none'; frame-ancestors 'none'; sandbox";
    private const string OneYear = "max-age=31536000; includeSubDomains";

    /// <summary>Responses are data: nothing in them may run, be framed, guessed at or kept, unless the endpoint says otherwise.</summary>
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var isPublic = !app.Environment.IsDevelopment();
        app.Use((context, next) =>
        {
            // An error clears the headers that were set before it.
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers.ContentSecurityPolicy = Policy;
                headers["Referrer-Policy"] = "no-referrer";
                if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
                // TLS ends in front of the app, so that it cannot tell which requests came by it.
                if (isPublic) headers.StrictTransportSecurity = OneYear;
                return Task.CompletedTask;
            });
            return next(context);
        });
    }
}
