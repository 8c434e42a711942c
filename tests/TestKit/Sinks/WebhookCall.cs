using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ReportScheduler.TestKit.Sinks;

/// <summary>A webhook call as it was received.</summary>
/// <param name="Hook">The last segment of the path.</param>
/// <param name="Headers">Names are lower case.</param>
/// <param name="Body">Byte for byte.</param>
public sealed record WebhookCall(string Hook, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private const string SecretPrefix = "whsec_";

    /// <summary>The sender's id of the message: the same for every attempt.</summary>
    public string Id => Headers["webhook-id"];

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Checks the signature as the Standard Webhooks specification says.</summary>
    /// <param name="secret">With its prefix <c>whsec_</c>.</param>
    /// <param name="now">The signed time may be five minutes off.</param>
    public bool IsSignedWith(string secret, DateTimeOffset now)
    {
        var timestamp = Headers["webhook-timestamp"];
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        if ((now - signedAt).Duration() > TimeSpan.FromMinutes(5))
            return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{timestamp}."), .. Body];
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), signed));
        return Headers["webhook-signature"].Split(' ').Contains(expected);
    }
}
