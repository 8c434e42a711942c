namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>Calls one app instance over HTTP, with the token that proves the sidecar to it.</summary>
internal sealed class AppChannel(int port, HttpMessageInvoker http, string? appApiToken)
{
    /// <summary>Header of both tokens, from app to sidecar and from sidecar to app.</summary>
    public const string TokenHeader = "dapr-api-token";

    private readonly Uri _root = new($"http://127.0.0.1:{port}/");

    /// <param name="request">Its address is relative to the app.</param>
    /// <param name="cancellationToken">Cuts the call, also while the caller reads the answer.</param>
    /// <exception cref="HttpRequestException">
    /// No answer; with <see cref="HttpRequestError.ConnectionError"/> nothing listens on the app's port.
    /// </exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_root, request.RequestUri!);
        request.Headers.Remove(TokenHeader);
        if (!string.IsNullOrEmpty(appApiToken))
            request.Headers.Add(TokenHeader, appApiToken);
        return http.SendAsync(request, cancellationToken);
    }
}
