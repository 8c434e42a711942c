using System.Text.RegularExpressions;

namespace ReportScheduler.Api.Destinations;

/// <summary>
/// Tells an address that can be mailed to from everything else that RFC 5322 allows in a To header: no display names, comments,
/// quoted or routed forms, so that one text is one recipient.
/// </summary>
internal static partial class EmailAddress
{
    private const int MaxLength = 254;
    private const int MaxLocalLength = 64;

    public static bool IsValid(string text) =>
        text.Length <= MaxLength && text.IndexOf('@', StringComparison.Ordinal) <= MaxLocalLength && Address().IsMatch(text);

    // Dot-atom of RFC 5322, then a domain of at least two labels of RFC 1035.
    [GeneratedRegex(
        @"\A[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
