using System.Security.Cryptography;

namespace ReportScheduler.ServiceDefaults.Secrets;

/// <summary>A key that encrypts tenants' credentials at rest. Its id follows from the key, so it needs no book-keeping.</summary>
/// <param name="Bytes">32 bytes.</param>
public sealed record DataKey(byte[] Bytes)
{
    /// <summary>Bytes of an id.</summary>
    public const int IdSize = 4;

    /// <summary>The first bytes of the key's SHA-256, in lower-case hex: what <c>base64 -d | sha256sum | cut -c1-8</c> prints.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, IdSize));
}
