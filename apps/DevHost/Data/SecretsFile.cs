using System.Security.Cryptography;
using System.Text.Json;

namespace ReportScheduler.DevHost.Data;

/// <summary>The file behind the Dapr secret store <c>secrets</c>: random keys that stay the same for a data folder.</summary>
public static class SecretsFile
{
    private const int KeyBytes = 32;
    private static readonly string[] Names = ["auth-signing-key", "data-key"];

    /// <summary>Makes the file, or adds the keys that are missing in it. Keys that are there are never changed.</summary>
    /// <exception cref="DevHostException">The file is not a JSON object of texts.</exception>
    public static async Task EnsureAsync(string path, CancellationToken cancellationToken)
    {
        var secrets = File.Exists(path) ? await ReadAsync(path, cancellationToken) : [];
        var missing = Names.Except(secrets.Keys).ToArray();
        if (missing.Length == 0)
            return;
        foreach (var name in missing)
            secrets[name] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
        await OwnerFile.WriteAsync(path, JsonSerializer.Serialize(secrets, DevHostJson.Default.DictionaryStringString), cancellationToken);
    }

    private static async Task<Dictionary<string, string>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, DevHostJson.Default.DictionaryStringString, cancellationToken) ?? [];
        }
        catch (JsonException problem)
        {
            throw new DevHostException($"The secrets file '{path}' cannot be read: mend it, or choose another folder with --data.", problem);
        }
    }
}
