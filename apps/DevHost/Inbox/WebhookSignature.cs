using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ReportScheduler.DevHost.Inbox;

/// <summary>
/// Checks the signature of a webhook call as the Standard Webhooks specification asks
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): HMAC-SHA256 over
/// <c>id.timestamp.body</c>, in the header as <c>v1,base64</c>, several separated by spaces.
/// </summary>
public static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>True if one of the signatures is right and the timestamp is at most five minutes off.</summary>
    /// <param name="secret"><c>whsec_</c> and the key in base64.</param>
    /// <param name="headers">The call's headers; names in any case.</param>
    /// <param name="body">The body as it was received.</param>
    /// <param name="now">The time it was received.</param>
    public static bool IsValid(string secret, IReadOnlyDictionary<string, string> headers, string body, DateTimeOffset now)
    {
        if (!headers.TryGetValue("webhook-id", out var id)
            || !headers.TryGetValue("webhook-timestamp", out var timestamp)
            || !headers.TryGetValue("webhook-signature", out var signatures)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
            return false;

        var key = Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
        var expected = Encoding.ASCII.GetBytes(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))));
        return signatures.Split(' ')
            .Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected));
    }
}
