using System.Collections.Concurrent;
using Dapr.Client;
using ReportScheduler.Domain.Messages;

namespace ReportScheduler.ServiceDefaults.Secrets;

/// <summary>Key material from the Dapr secret store, fetched when first needed and kept for the life of the process.</summary>
public sealed class SecretKeys(DaprClient dapr)
{
    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    /// <summary>The key that encrypts tenants' credentials at rest: 32 bytes.</summary>
    public Task<byte[]> GetDataKeyAsync(CancellationToken cancellationToken) => GetAsync("data-key", 32, cancellationToken);

    /// <summary>The key that signs development tokens: at least 32 bytes.</summary>
    public Task<byte[]> GetSigningKeyAsync(CancellationToken cancellationToken) => GetAsync("auth-signing-key", null, cancellationToken);

    private async Task<byte[]> GetAsync(string name, int? length, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(name, out var known)) return known;

        var secret = await dapr.GetSecretAsync(DaprNames.Secrets, name, cancellationToken: cancellationToken);
        var key = Convert.FromBase64String(secret[name]);
        if (length is { } exact ? key.Length != exact : key.Length < 32)
            throw new InvalidOperationException($"The secret {name} must be the base64 of {(length is null ? "at least 32" : "32")} random bytes.");
        return _keys[name] = key;
    }
}
