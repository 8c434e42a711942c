using System.Net;
using System.Net.Http.Headers;

namespace ReportScheduler.Delivery.Webhook;

/// <summary>What a response means for the delivery.</summary>
internal static class WebhookResponses
{
    /// <summary>RFC 8470, section 5.2.</summary>
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    public static DeliveryOutcome OutcomeOf(HttpResponseMessage response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when status is >= 200 and < 300 => new DeliveryOutcome.Delivered(FormattableString.Invariant($"HTTP {status}")),
            _ when status is >= 300 and < 400 => new DeliveryOutcome.Failed(
                DeliveryErrors.WebhookRedirected, Sentence("The webhook redirects, which is not followed", status)),
            HttpStatusCode.Gone => new DeliveryOutcome.Failed(
                DeliveryErrors.WebhookGone, Sentence("The webhook is gone", status)),
            HttpStatusCode.RequestTimeout
                or TooEarly
                or HttpStatusCode.TooManyRequests
                or >= HttpStatusCode.InternalServerError => new DeliveryOutcome.Retry(
                    DeliveryErrors.WebhookUnavailable,
                    Sentence("The webhook cannot take the report at the moment", status),
                    RetryAfter(response.Headers.RetryAfter, now)),
            _ => new DeliveryOutcome.Failed(DeliveryErrors.WebhookRefused, Sentence("The webhook refuses the report", status)),
        };
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? header?.Date - now;
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, MaxRetryAfter.Ticks));
    }

    private static string Sentence(string text, int status) => FormattableString.Invariant($"{text} (status {status}).");
}
