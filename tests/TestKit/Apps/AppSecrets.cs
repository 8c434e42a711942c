using System.Security.Cryptography;
using System.Text.Json;

namespace ReportScheduler.TestKit.Apps;

/// <summary>The file of the secret store that the apps need.</summary>
public static class AppSecrets
{
    /// <summary>Writes a file with new keys.</summary>
    public static Task WriteAsync(string path, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        path,
        JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["auth-signing-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["data-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        }),
        cancellationToken);
}
