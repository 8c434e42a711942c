using System.Security.Cryptography;

namespace ReportScheduler.ServiceDefaults.Secrets;

/// <summary>Encrypts tenants' credentials with the current data key, and decrypts what earlier ones have encrypted.</summary>
public sealed class CredentialProtector(SecretKeys keys)
{
    /// <param name="ownerId">The data source, destination or report the credential belongs to.</param>
    public async Task<byte[]> ProtectAsync(Guid tenantId, Guid ownerId, string credential, CancellationToken cancellationToken) =>
        CredentialCipher.Encrypt(await keys.GetDataKeyAsync(cancellationToken), tenantId, ownerId, credential);

    /// <exception cref="CryptographicException">
    /// The bytes are none of ours, belong to another tenant or object, or their key is not in the secret store any more.
    /// </exception>
    public async Task<string> UnprotectAsync(Guid tenantId, Guid ownerId, byte[] credential, CancellationToken cancellationToken)
    {
        if (CredentialCipher.KeyIdOf(credential) is { } id)
            return CredentialCipher.Decrypt(await keys.GetDataKeyAsync(id, cancellationToken), tenantId, ownerId, credential);

        // What does not tell its key was written with the first one.
        try
        {
            return CredentialCipher.Decrypt(await keys.GetDataKeyAsync(cancellationToken), tenantId, ownerId, credential);
        }
        catch (AuthenticationTagMismatchException)
        {
            return CredentialCipher.Decrypt(await keys.GetDataKeyAsync(SecretKeys.FirstKey, cancellationToken), tenantId, ownerId, credential);
        }
    }

    /// <summary>What every credential begins with that the current key has encrypted.</summary>
    public async Task<byte[]> GetCurrentHeaderAsync(CancellationToken cancellationToken) =>
        CredentialCipher.Header(await keys.GetDataKeyAsync(cancellationToken));
}
