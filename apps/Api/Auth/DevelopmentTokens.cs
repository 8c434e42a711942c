using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Api.Auth;

/// <summary>Makes access tokens in Development, where there is no provider.</summary>
internal sealed class DevelopmentTokens(SecretKeys keys, TimeProvider time)
{
    public const string Issuer = "report-scheduler";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public async Task<AccessToken> CreateAsync(Guid tenantId, string user, Role role, CancellationToken cancellationToken)
    {
        var names = new AuthOptions();
        var now = time.GetUtcNow();
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Subject = new ClaimsIdentity(
            [
                new Claim(names.UserClaim, user),
                new Claim(names.TenantIdClaim, tenantId.ToString()),
                new Claim(names.RoleClaim, Roles.NameOf(role)),
            ]),
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(await keys.GetSigningKeyAsync(cancellationToken)), SecurityAlgorithms.HmacSha256),
        });
        return new AccessToken(token, "Bearer", now + Lifetime, tenantId);
    }
}

/// <summary>A token to send in the header Authorization.</summary>
public sealed record AccessToken([property: System.Text.Json.Serialization.JsonPropertyName("accessToken")] string Token, string TokenType, DateTimeOffset ExpiresAt, Guid TenantId);
