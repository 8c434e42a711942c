using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Network;

namespace ReportScheduler.Reports.DataSources;

/// <summary>Resolves a data source's host and refuses addresses inside our own network.</summary>
internal sealed class SourceAddresses(IOptions<DataSourceOptions> options)
{
    /// <returns>The addresses to connect to, in the resolver's order; every one was checked.</returns>
    /// <exception cref="ReportException">Address refused, or the name is unknown.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        // Anything else would be a socket path or a list of hosts to Npgsql.
        if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            throw Refused();

        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await LookUpAsync(host, cancellationToken);
        if (!options.Value.AllowPrivateAddresses && !Array.TrueForAll(addresses, PublicAddresses.IsPublic))
            throw Refused();
        return addresses;
    }

    private static async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            if (addresses.Length > 0)
                return addresses;
        }
        catch (SocketException exception)
        {
            throw Unknown(exception);
        }

        throw Unknown(null);
    }

    private static ReportException Refused() => new(
        ReportErrors.SourceAddressRefused, "The data source's host is not allowed: give one on the public internet.");

    private static ReportException Unknown(Exception? cause) => new(
        ReportErrors.SourceUnreachable, "The data source's host name is unknown.", cause, isTransient: true);
}
