using System.Security.Cryptography;
using System.Text;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>Checks the token that apps send to their sidecar.</summary>
internal static class ApiTokens
{
    /// <param name="expected">Null or empty: every call is let through.</param>
    /// <param name="given">Header or metadata <c>dapr-api-token</c>.</param>
    public static bool IsValid(string? expected, string? given) =>
        string.IsNullOrEmpty(expected)
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given ?? ""));
}
