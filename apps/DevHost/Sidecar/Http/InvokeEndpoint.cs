using System.Text;
using Microsoft.AspNetCore.Http.Features;
using ReportScheduler.DevHost.Sidecar.Apps;
using ReportScheduler.DevHost.Sidecar.Invocation;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>
/// Service invocation: <c>/v1.0/invoke/{appId}/method/{path}</c>, or any path with the header <c>dapr-app-id</c> or with
/// <c>dapr-app-id:{appId}</c> as basic authentication. Bodies are streamed in both directions.
/// </summary>
internal static class InvokeEndpoint
{
    private const string Prefix = "/v1.0/invoke/";
    private const string Separator = "/method/";
    private const string AppIdHeader = "dapr-app-id";

    public static async Task HandleAsync(HttpContext context, AppInvoker invoker)
    {
        var (appId, method) = Target(context.Request);
        string path;
        try
        {
            path = MethodPath.Normalize(method) + context.Request.QueryString.ToUriComponent();
        }
        catch (FormatException exception)
        {
            throw InvokeErrors.Failed(appId, exception.Message);
        }
        var chunked = context.Request.ContentLength is null && HasBody(context);
        using var response = await invoker.InvokeAsync(
            appId, () => Request(context, path), retry: !chunked, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!HeaderRules.IsHopByHop(name))
                context.Response.Headers.Append(name, values.ToArray());
        }
        // The first bytes may be long in coming; the caller already has status and headers.
        await context.Response.StartAsync(context.RequestAborted);
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static (string AppId, string Method) Target(HttpRequest request)
    {
        var path = (request.Path.Value ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (request.Headers[AppIdHeader].ToString() is { Length: > 0 } header)
            return (header, path);
        if (BasicAppId(request.Headers.Authorization.ToString()) is { } basic)
            return (basic, path);
        var separator = path.IndexOf(Separator, StringComparison.Ordinal);
        return path.StartsWith(Prefix, StringComparison.Ordinal) && separator > Prefix.Length
            ? (path[Prefix.Length..separator], path[(separator + Separator.Length)..])
            : throw InvokeErrors.NoAppId();
    }

    private static string? BasicAppId(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.Ordinal))
            return null;
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization["Basic ".Length..], bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length)).Split(':');
        return pair is [var user, var appId] && user.Equals(AppIdHeader, StringComparison.OrdinalIgnoreCase) ? appId : null;
    }

    private static HttpRequestMessage Request(HttpContext context, string path)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Parse(context.Request.Method), new Uri("/" + path, UriKind.Relative));
        if (HasBody(context))
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }
        foreach (var (name, values) in context.Request.Headers)
        {
            if (HeaderRules.IsReserved(name) && !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
        return request;
    }

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
}
