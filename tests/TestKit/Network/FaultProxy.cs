using System.Net;
using System.Net.Sockets;

namespace ReportScheduler.TestKit.Network;

/// <summary>A way to a port of this machine that a test can block or break.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly Dictionary<FaultProxyConnection, Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new();

    /// <summary>Begins to pass connections on.</summary>
    /// <param name="target">The port of 127.0.0.1 they go to.</param>
    public FaultProxy(int target)
    {
        _target = target;
        _open.SetResult();
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The port of 127.0.0.1 to connect to.</summary>
    public int Port { get; }

    /// <summary>Holds all bytes in both directions, of connections that are open and of new ones, until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        if (_open.Task.IsCompleted)
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets bytes through again.</summary>
    public void Resume() => _open.TrySetResult();

    /// <summary>Resets all connections; bytes that were held are lost.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var connection in _connections.Keys)
                connection.Reset();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(Serving());
    }

    internal Task WhenOpenAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);

    private Task[] Serving()
    {
        lock (_gate)
            return [.. _connections.Values];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new FaultProxyConnection(this, await _listener.AcceptSocketAsync(), _target);
                lock (_gate)
                    _connections[connection] = Task.Run(() => ServeAsync(connection));
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // The proxy stops: the call was cut short, or came after the end, which the listener takes for a misuse.
        }
    }

    private async Task ServeAsync(FaultProxyConnection connection)
    {
        await connection.RunAsync();
        lock (_gate)
            _connections.Remove(connection);
        connection.Dispose();
    }
}
