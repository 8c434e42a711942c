using System.Security.Cryptography;
using System.Text;

namespace ReportScheduler.ServiceDefaults.Secrets;

/// <summary>
/// AES-256-GCM. The object a credential belongs to is authenticated with it, so a ciphertext copied to another tenant or object
/// does not decrypt.
/// </summary>
/// <remarks>
/// Layout 2: version (1 byte), id of the key (4), nonce (12), tag (16), ciphertext. Layout 1, which is still read, has no id.
/// </remarks>
public static class CredentialCipher
{
    private const byte WithoutKeyId = 1;
    private const byte WithKeyId = 2;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>What everything begins with that a key encrypts.</summary>
    public static byte[] Header(DataKey key) => [WithKeyId, .. Convert.FromHexString(key.Id)];

    /// <param name="ownerId">The data source, destination or report the credential belongs to.</param>
    public static byte[] Encrypt(DataKey key, Guid tenantId, Guid ownerId, string credential)
    {
        var (header, clear) = (Header(key), Encoding.UTF8.GetBytes(credential));
        var result = new byte[header.Length + NonceSize + TagSize + clear.Length];
        header.CopyTo(result, 0);
        var body = result.AsSpan(header.Length);
        RandomNumberGenerator.Fill(body[..NonceSize]);
        using var aes = new AesGcm(key.Bytes, TagSize);
        aes.Encrypt(body[..NonceSize], clear, body[(NonceSize + TagSize)..], body.Slice(NonceSize, TagSize), Context(tenantId, ownerId));
        return result;
    }

    /// <summary>The id of the key that a credential was encrypted with; null for layout 1, which does not tell.</summary>
    /// <exception cref="CryptographicException">The bytes are none of ours.</exception>
    public static string? KeyIdOf(ReadOnlySpan<byte> credential) => credential switch
    {
        [WithoutKeyId, ..] when credential.Length >= 1 + NonceSize + TagSize => null,
        [WithKeyId, ..] when credential.Length >= 1 + DataKey.IdSize + NonceSize + TagSize => Convert.ToHexStringLower(credential.Slice(1, DataKey.IdSize)),
        _ => throw new CryptographicException("The stored credential has an unknown layout."),
    };

    /// <exception cref="CryptographicException">The bytes are none of ours, or belong to another tenant, object or key.</exception>
    public static string Decrypt(DataKey key, Guid tenantId, Guid ownerId, ReadOnlySpan<byte> credential)
    {
        var body = credential[(KeyIdOf(credential) is null ? 1 : 1 + DataKey.IdSize)..];
        var clear = new byte[body.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key.Bytes, TagSize);
        aes.Decrypt(body[..NonceSize], body[(NonceSize + TagSize)..], body.Slice(NonceSize, TagSize), clear, Context(tenantId, ownerId));
        return Encoding.UTF8.GetString(clear);
    }

    private static byte[] Context(Guid tenantId, Guid ownerId) => Encoding.UTF8.GetBytes($"{tenantId:N}/{ownerId:N}");
}
