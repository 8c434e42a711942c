using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ReportScheduler.Delivery.Webhook;

/// <summary>
/// The secret that a webhook and its receiver share: <c>whsec_</c> and base64 of 24 to 64 random bytes (Standard Webhooks 1.0).
/// Not shown by <see cref="object.ToString"/>.
/// </summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;
    private const int NewBytes = 32;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>Makes a new secret of 32 random bytes.</summary>
    public static WebhookSecret Create() => new(RandomNumberGenerator.GetBytes(NewBytes));

    /// <summary>Reads a secret.</summary>
    /// <returns>False if the text is none.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        var key = new byte[MaxBytes];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(text[Prefix.Length..], key, out var length)
            || length < MinBytes)
        {
            return false;
        }

        secret = new WebhookSecret(key[..length]);
        return true;
    }

    /// <summary>The secret itself, <c>whsec_…</c>, to store encrypted or to show its owner once.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_key);

    /// <summary>Signs a message: HMAC-SHA256 of <c>{id}.{timestamp}.{payload}</c>, as <c>v1,{base64}</c>.</summary>
    /// <param name="id">The webhook-id header.</param>
    /// <param name="timestamp">The webhook-timestamp header, seconds since 1970.</param>
    /// <param name="payload">The body.</param>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> payload)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(payload);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
