using System.Buffers.Text;
using System.Security.Cryptography;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Api.Artifacts;

/// <summary>
/// Makes and reads the links by which people without an account download artifacts. A link holds tenant, id and 32 random
/// bytes; the ledger has their hash only, so that nobody can make a link of what is stored, and one can be revoked at any time.
/// </summary>
internal sealed class DownloadLinks(DownloadLinkStore links, IConfiguration configuration, TimeProvider time)
{
    /// <summary>The path under which links are, in front of the token.</summary>
    public const string Path = "/downloads";

    private const int IdSize = 16;
    private const int SecretSize = 32;
    private const int TokenSize = (2 * IdSize) + SecretSize;

    /// <returns>Null when there is no such artifact, or its content is deleted.</returns>
    public async Task<DownloadLink?> CreateAsync(TenantScope scope, Guid artifactId, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var token = new byte[TokenSize];
        scope.TenantId.TryWriteBytes(token);
        id.TryWriteBytes(token.AsSpan(IdSize));
        RandomNumberGenerator.Fill(token.AsSpan(2 * IdSize));
        var link = await links.CreateAsync(scope, id, artifactId, HashOf(token), now, now + validFor, cancellationToken);
        return link is null ? null : link with { Url = $"{configuration["PublicUrl"]?.TrimEnd('/')}{Path}/{Base64Url.EncodeToString(token)}" };
    }

    /// <summary>What a link gives, recorded as a download.</summary>
    /// <returns>Null when it is no link of ours, or expired or revoked.</returns>
    public async Task<StoredArtifact?> UseAsync(string token, CancellationToken cancellationToken)
    {
        if (!Base64Url.IsValid(token, out var length) || length != TokenSize) return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return await links.UseAsync(
            new Guid(bytes.AsSpan(0, IdSize)), new Guid(bytes.AsSpan(IdSize, IdSize)), HashOf(bytes), time.GetUtcNow(), cancellationToken);
    }

    private static byte[] HashOf(ReadOnlySpan<byte> token) => SHA256.HashData(token[(2 * IdSize)..]);
}
