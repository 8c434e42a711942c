using System.Net;
using System.Net.Sockets;
using ReportScheduler.Domain.Network;

namespace ReportScheduler.Delivery.Webhook;

/// <summary>
/// Connects to the address it has checked itself, so that a name which changes between check and connection gains nothing.
/// TLS still asks for the host's name.
/// </summary>
internal sealed class WebhookConnector(bool allowPrivateAddresses)
{
    /// <exception cref="AddressRefusedException">The host has an address that is not public.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (!allowPrivateAddresses && !Array.TrueForAll(addresses, PublicAddresses.IsPublic))
            throw new AddressRefusedException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
