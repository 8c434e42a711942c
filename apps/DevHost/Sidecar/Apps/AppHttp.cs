using System.Net;
using System.Text;

namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>The HTTP client for all apps: it passes on what it is given and adds nothing.</summary>
internal static class AppHttp
{
    public static HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Trace headers are passed on as they come; a span of the sidecar's own would be a gap in the trace.
        ActivityHeadersPropagator = null,
        // Bytes of headers pass as they are, as in Go; publish metadata may hold any text.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });
}
