using System.Security.Cryptography;
using System.Text;

namespace Dapr.Workflow.Runtime;

/// <summary>Version 5 UUIDs as RFC 9562, section 5.5, defines them.</summary>
internal static class NameBasedGuid
{
    public static Guid Create(Guid space, string name)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The version 5 algorithm is defined with SHA-1; nothing is protected by it.
        SHA1.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
