using System.Security.Cryptography;

namespace ReportScheduler.DevHost.Data;

/// <summary>Passwords and tokens that nobody types.</summary>
internal static class RandomPassword
{
    /// <summary>32 hexadecimal digits: 128 random bits, free of characters that connection strings or shells treat specially.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
