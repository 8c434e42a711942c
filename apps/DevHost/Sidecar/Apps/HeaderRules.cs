using System.Collections.Frozen;

namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>Which headers are passed between apps.</summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> HopByHop = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "TE",
        "Trailer", "Proxy-Authorization", "Proxy-Authenticate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> SetBySidecar = new[]
    {
        AppChannel.TokenHeader, "Host", "Content-Length", "Content-Type", "Expect", "dapr-app-id", "dapr-caller-app-id",
        "dapr-caller-namespace", "dapr-callee-app-id", "destination-app-id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Headers of one connection only (RFC 9110, section 7.6.1).</summary>
    public static bool IsHopByHop(string name) => HopByHop.Contains(name);

    /// <summary>Headers that only the sidecar or the HTTP client may set on a call to an app.</summary>
    public static bool IsReserved(string name) => IsHopByHop(name) || SetBySidecar.Contains(name);
}
