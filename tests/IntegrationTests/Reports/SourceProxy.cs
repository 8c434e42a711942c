using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>Stands between a source and its server, on a loopback port, to speak TLS or to misbehave.</summary>
internal sealed class SourceProxy : IAsyncDisposable
{
    private const int SslRequestLength = 8;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly int _serverPort;
    private readonly Task _accepting;
    private long _passed;

    public SourceProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Shown to the client, which must ask for TLS then.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The server's bytes come in parts of random lengths up to this.</summary>
    public int? MaxPart { get; init; }

    /// <summary>The connection breaks after so many bytes of the server's.</summary>
    public long? CutAfter { get; init; }

    /// <summary>The server falls silent after so many bytes, and so do the connections that ask it to cancel.</summary>
    public long? SilentAfter { get; init; }

    /// <summary>Bytes of the server's that the client has taken.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        client.NoDelay = server.NoDelay = true;
        await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
        Stream outside = client.GetStream();
        if (Certificate is not null)
        {
            await outside.ReadExactlyAsync(new byte[SslRequestLength], _stop.Token);
            await outside.WriteAsync("S"u8.ToArray(), _stop.Token);
            var tls = new SslStream(outside);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
            outside = tls;
        }

        var forth = outside.CopyToAsync(server.GetStream(), _stop.Token);
        await Task.WhenAny(forth, CopyFromServerAsync(server.GetStream(), outside));
    }

    private async Task CopyFromServerAsync(Stream server, Stream client)
    {
        var random = new Random(42);
        var buffer = new byte[64 * 1024];
        var total = 0L;
        int read;
        while ((read = await server.ReadAsync(buffer, _stop.Token)) > 0)
        {
            for (var sent = 0; sent < read;)
            {
                var part = Math.Min(read - sent, MaxPart is { } max ? random.Next(1, max) : read);
                await client.WriteAsync(buffer.AsMemory(sent, part), _stop.Token);
                sent += part;
                total += part;
                Interlocked.Add(ref _passed, part);
                if (total >= SilentAfter)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                if (total >= CutAfter)
                    return;
            }
        }
    }
}
