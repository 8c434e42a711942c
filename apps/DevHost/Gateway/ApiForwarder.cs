using System.Net;
using System.Net.Mime;
using ReportScheduler.DevHost.Ports;
using Yarp.ReverseProxy.Forwarder;

namespace ReportScheduler.DevHost.Gateway;

/// <summary>Passes requests on to the Api and streams its answers back.</summary>
internal sealed class ApiForwarder(IHttpForwarder forwarder, HttpMessageInvoker client, PortUse api)
{
    /// <summary>Server-sent events may be silent for long.</summary>
    private static readonly ForwarderRequestConfig Request = new() { ActivityTimeout = TimeSpan.FromHours(1) };

    private readonly string _address = $"http://127.0.0.1:{api.Number}";

    /// <summary>A client that changes nothing of what it passes on.</summary>
    public static HttpMessageInvoker CreateClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    /// <summary>Forwards a request; answers 502 as problem+json while the Api is down.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        var error = await forwarder.SendAsync(context, _address, client, Request, HttpTransformer.Default);
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;
        context.Response.ContentType = MediaTypeNames.Application.ProblemJson;
        await context.Response.WriteAsync(
            $$"""{"type":"about:blank","title":"The Api does not answer.","status":{{context.Response.StatusCode}},"code":"api_unavailable"}""",
            context.RequestAborted);
    }
}
