using System.Net;
using System.Net.Sockets;

namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>
/// Knows whether an app's port is open: by one idle connection, which the system closes the moment the app ends. It
/// stands for daprd's app health checks, which poll.
/// </summary>
internal sealed class PortWatch(int port) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private Socket? _socket;

    /// <summary>Tries once to connect.</summary>
    public async Task<bool> TryConnectAsync(CancellationToken cancellationToken)
    {
        _socket?.Dispose();
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await _socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            // Where nobody listens on a port that the system also gives to outgoing connections, a connection can reach
            // itself, and would keep the port from the app.
            if (!_socket.RemoteEndPoint!.Equals(_socket.LocalEndPoint))
                return true;
            _socket.Dispose();
            return false;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A moment between two tries. Real time: sockets do not follow a test's clock.</summary>
    public static Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Pause, cancellationToken);

    /// <summary>Waits until the app closes the connection: because it stops, or only because it was idle.</summary>
    public async Task WaitForCloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket!.ReceiveAsync(new byte[1], cancellationToken);
        }
        catch (SocketException)
        {
            // A reset is a close, too.
        }
    }

    public void Dispose() => _socket?.Dispose();
}
