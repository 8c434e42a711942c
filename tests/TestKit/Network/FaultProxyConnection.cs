using System.Net;
using System.Net.Sockets;

namespace ReportScheduler.TestKit.Network;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class FaultProxyConnection(FaultProxy proxy, Socket client, int target) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _reset = new();

    /// <summary>Breaks the connection on both sides.</summary>
    public void Reset() => _reset.Cancel();

    /// <summary>Passes bytes on until a side closes or the connection is reset.</summary>
    public async Task RunAsync()
    {
        client.NoDelay = true;
        _server.NoDelay = true;
        try
        {
            await proxy.WhenOpenAsync(_reset.Token);
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target), _reset.Token);
            await Task.WhenAll(PassAsync(client, _server), PassAsync(_server, client));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A side has gone; the other learns it when this is disposed.
        }
    }

    public void Dispose()
    {
        Close(client);
        Close(_server);
        _reset.Dispose();
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                await proxy.WhenOpenAsync(_reset.Token);
                var count = await from.ReceiveAsync(buffer, _reset.Token);
                // Bytes that came while the proxy was being paused are held, too.
                await proxy.WhenOpenAsync(_reset.Token);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, count), _reset.Token);
            }
        }
        catch
        {
            // Also ends the other direction.
            Reset();
            throw;
        }
    }

    private static void Close(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }
}
