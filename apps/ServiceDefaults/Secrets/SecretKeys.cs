using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapr;
using Dapr.Client;
using ReportScheduler.Domain.Messages;

namespace ReportScheduler.ServiceDefaults.Secrets;

/// <summary>Key material from the Dapr secret store, fetched when first needed and kept for the life of the process.</summary>
public sealed class SecretKeys(DaprClient dapr)
{
    /// <summary>Stands for the id of the key whose ciphertexts do not tell their key: the secret <c>data-key-1</c>.</summary>
    public const string FirstKey = "1";

    private const string CurrentKey = "data-key";
    private const int DataKeySize = 32;

    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    /// <summary>The key that encrypts tenants' credentials at rest.</summary>
    public async Task<DataKey> GetDataKeyAsync(CancellationToken cancellationToken) =>
        new(await GetAsync(CurrentKey, DataKeySize, cancellationToken));

    /// <summary>The key of an id: the current one, or the secret <c>data-key-{id}</c>.</summary>
    /// <exception cref="CryptographicException">There is none.</exception>
    public async Task<DataKey> GetDataKeyAsync(string id, CancellationToken cancellationToken)
    {
        if (await GetDataKeyAsync(cancellationToken) is { } current && current.Id == id) return current;
        if (await FindAsync($"{CurrentKey}-{id}", cancellationToken) is { } earlier && (id == FirstKey || earlier.Id == id)) return earlier;

        // It may have been replaced since this process read it.
        _keys.TryRemove(CurrentKey, out _);
        return await GetDataKeyAsync(cancellationToken) is { } replaced && replaced.Id == id
            ? replaced
            : throw new CryptographicException($"The secret {CurrentKey}-{id} is not there: put the key there that has been {CurrentKey}.");
    }

    /// <summary>The key that signs development tokens: at least 32 bytes.</summary>
    public Task<byte[]> GetSigningKeyAsync(CancellationToken cancellationToken) => GetAsync("auth-signing-key", null, cancellationToken);

    private async Task<DataKey?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return new DataKey(await GetAsync(name, DataKeySize, cancellationToken));
        }
        catch (Exception e) when (e is DaprException or KeyNotFoundException)
        {
            return null;
        }
    }

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
