using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ReportScheduler.Delivery.Webhook;

/// <summary>
/// Calls webhooks as Standard Webhooks 1.0 prescribe: POST of JSON, signed, with an id by which the receiver drops repeats.
/// Redirects are not followed and no proxy is used.
/// </summary>
public sealed partial class WebhookSender : IDisposable
{
    private const int MaxResponseBytes = 64 * 1024;
    private const int MaxResponseHeadersKilobytes = 16;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly bool _allowPrivateAddresses;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookSender> _logger;

    public WebhookSender(IOptions<DeliveryOptions> options, TimeProvider time, ILogger<WebhookSender> logger)
    {
        _logger = logger;
        _allowPrivateAddresses = options.Value.AllowPrivateAddresses;
        _timeout = options.Value.WebhookTimeout;
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = new WebhookConnector(_allowPrivateAddresses).ConnectAsync,
            PooledConnectionLifetime = ConnectionLifetime,
            MaxResponseHeadersLength = MaxResponseHeadersKilobytes,
            MaxResponseDrainSize = 0,

            // Our trace ids are not the receiver's business.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("ReportScheduler", "1"));
    }

    /// <summary>Makes one attempt. It may be repeated: the receiver knows repeats by the id.</summary>
    /// <returns>Never <see cref="DeliveryOutcome.Unknown"/>.</returns>
    public async Task<DeliveryOutcome> SendAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        if (!WebhookId().IsMatch(request.Id))
            return new DeliveryOutcome.Failed(DeliveryErrors.WebhookInvalid, "The webhook's id is not valid.");
        if (WebhookAddress.WhatIsWrong(request.Url, _allowPrivateAddresses) is not null)
            return AddressRefused();

        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var post = CreatePost(request, _time.GetUtcNow().ToUnixTimeSeconds());
            using var response = await _client.SendAsync(post, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await ReadSomeAsync(response, either.Token);
            return WebhookResponses.OutcomeOf(response, _time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.Retry(DeliveryErrors.WebhookTimeout, "The webhook did not answer in time.");
        }
        catch (HttpRequestException exception)
        {
            LogNotDelivered(exception, request.Id);
            return OutcomeOf(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage CreatePost(WebhookRequest request, long timestamp)
    {
        var content = new ReadOnlyMemoryContent(request.Payload);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var post = new HttpRequestMessage(HttpMethod.Post, request.Url) { Content = content };
        post.Headers.Add("webhook-id", request.Id);
        post.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        post.Headers.Add("webhook-signature", request.Secret.Sign(request.Id, timestamp, request.Payload.Span));
        return post;
    }

    /// <summary>
    /// Takes a short body off the connection, so that it can be used again. What the body says does not matter.
    /// </summary>
    private static async Task ReadSomeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxResponseBytes];
            await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has come; a body that breaks off or never ends changes nothing.
        }
    }

    private static DeliveryOutcome OutcomeOf(HttpRequestException exception) => exception switch
    {
        { InnerException: AddressRefusedException } => AddressRefused(),
        { HttpRequestError: HttpRequestError.SecureConnectionError } => new DeliveryOutcome.Retry(
            DeliveryErrors.WebhookTlsFailed, "The webhook's certificate is not trusted."),
        _ => new DeliveryOutcome.Retry(DeliveryErrors.WebhookUnreachable, "The webhook cannot be reached."),
    };

    private static DeliveryOutcome.Failed AddressRefused() => new(
        DeliveryErrors.WebhookAddressRefused, "The webhook's address is not allowed: give an https one on the public internet.");

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Webhook {WebhookId} was not delivered")]
    private partial void LogNotDelivered(Exception exception, string webhookId);

    [GeneratedRegex(@"^[A-Za-z0-9_.\-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WebhookId();
}
