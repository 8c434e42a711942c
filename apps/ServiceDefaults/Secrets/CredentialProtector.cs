using System.Security.Cryptography;
using System.Text;

namespace ReportScheduler.ServiceDefaults.Secrets;

/// <summary>
/// Encrypts tenants' credentials with AES-256-GCM. The object a credential belongs to is authenticated with it, so a
/// ciphertext copied to another tenant or object does not decrypt.
/// </summary>
/// <remarks>Layout: version (1 byte), nonce (12), tag (16), ciphertext.</remarks>
public sealed class CredentialProtector(SecretKeys keys)
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + NonceSize + TagSize;

    /// <param name="ownerId">The data source or destination the credential belongs to.</param>
    public async Task<byte[]> ProtectAsync(Guid tenantId, Guid ownerId, string credential, CancellationToken cancellationToken)
    {
        using var aes = new AesGcm(await keys.GetDataKeyAsync(cancellationToken), TagSize);
        var clear = Encoding.UTF8.GetBytes(credential);
        var result = new byte[HeaderSize + clear.Length];
        result[0] = Version;
        RandomNumberGenerator.Fill(result.AsSpan(1, NonceSize));
        aes.Encrypt(
            result.AsSpan(1, NonceSize), clear, result.AsSpan(HeaderSize), result.AsSpan(1 + NonceSize, TagSize), Context(tenantId, ownerId));
        return result;
    }

    /// <exception cref="CryptographicException">The bytes are none of ours, or belong to another tenant, object or key.</exception>
    public async Task<string> UnprotectAsync(Guid tenantId, Guid ownerId, byte[] credential, CancellationToken cancellationToken)
    {
        if (credential.Length < HeaderSize || credential[0] != Version)
            throw new CryptographicException("The stored credential has an unknown layout.");

        using var aes = new AesGcm(await keys.GetDataKeyAsync(cancellationToken), TagSize);
        var clear = new byte[credential.Length - HeaderSize];
        aes.Decrypt(
            credential.AsSpan(1, NonceSize), credential.AsSpan(HeaderSize), credential.AsSpan(1 + NonceSize, TagSize), clear,
            Context(tenantId, ownerId));
        return Encoding.UTF8.GetString(clear);
    }

    private static byte[] Context(Guid tenantId, Guid ownerId) => Encoding.UTF8.GetBytes($"{tenantId:N}/{ownerId:N}");
}
