using System.Net;
using System.Net.Sockets;

namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>Loopback ports that nobody listens on.</summary>
internal static class FreePorts
{
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    public static int Take() => Take(1)[0];
}
