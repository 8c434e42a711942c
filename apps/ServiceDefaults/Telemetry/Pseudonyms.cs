using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ReportScheduler.ServiceDefaults.Telemetry;

/// <summary>Takes people's names out of text: servers repeat e-mail addresses in what they answer.</summary>
internal static partial class Pseudonyms
{
    private const int HexDigits = 12;

    /// <summary>The text with the part of each e-mail address before the @ hashed: the same person has the same pseudonym.</summary>
    public static string Of(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? Address().Replace(text, match => Hash(match.Value)) : text;

    private static string Hash(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToUpperInvariant())))[..HexDigits];

    [GeneratedRegex(@"[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+(?=@[\p{L}\p{N}])")]
    private static partial Regex Address();
}
