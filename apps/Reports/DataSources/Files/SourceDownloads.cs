using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// Opens files at https addresses. Every connection goes to an address that was checked, also after a redirection; TLS asks for
/// the host's name. Nothing of this process's environment (proxy, credentials, cookies) goes along.
/// </summary>
internal sealed class SourceDownloads : IDisposable
{
    private const int MaxRedirections = 5;
    private const int MaxHeaderKilobytes = 64;

    private readonly SourceAddresses _addresses;
    private readonly DataSourceOptions _options;
    private readonly HttpMessageInvoker _http;

    public SourceDownloads(SourceAddresses addresses, DataSourceOptions options)
    {
        _addresses = addresses;
        _options = options;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = options.ConnectTimeout,
            Credentials = null,
            MaxResponseHeadersLength = MaxHeaderKilobytes,

            // Nobody's connection serves anyone else's request.
            PooledConnectionLifetime = TimeSpan.Zero,
            UseCookies = false,
            UseProxy = false,
        });
    }

    public void Dispose() => _http.Dispose();

    /// <exception cref="ReportException">The file cannot be had, or says that it is too large.</exception>
    public async Task<Stream> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop <= MaxRedirections; hop++)
        {
            CheckAddress(url);
            var response = await SendAsync(url, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                if (response.Content.Headers.ContentLength <= _options.MaxFileBytes || response.Content.Headers.ContentLength is null)
                    return await response.Content.ReadAsStreamAsync(cancellationToken);
                response.Dispose();
                throw SourceFileErrors.TooLarge(_options.MaxFileBytes);
            }

            var (status, location) = (response.StatusCode, response.Headers.Location);
            response.Dispose();
            if (status is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || location is null)
                throw SourceFileErrors.Unreachable(null, isTransient: status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);
            url = new Uri(url, location);
        }

        throw SourceFileErrors.Unreachable(null, isTransient: false);
    }

    private void CheckAddress(Uri url)
    {
        var isAllowed = url.IsAbsoluteUri
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && _options.AllowPrivateAddresses))
            && url.UserInfo.Length == 0;
        if (!isAllowed) throw SourceFileErrors.AddressRefused();
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.ParseAdd("ReportScheduler");
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is ReportException refusal)
        {
            throw refusal.Code == ReportErrors.SourceAddressRefused ? SourceFileErrors.AddressRefused() : SourceFileErrors.Unreachable(exception, isTransient: true);
        }
        catch (HttpRequestException exception) when (exception.InnerException is AuthenticationException)
        {
            throw new ReportException(ReportErrors.SourceTlsFailed, "The file's server has no certificate that is trusted.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw SourceFileErrors.Unreachable(exception, isTransient: true);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw SourceFileErrors.Unreachable(exception, isTransient: true); // no connection in time
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await _addresses.ResolveAsync(context.DnsEndPoint.Host, cancellationToken);
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
