using System.Security.Claims;
using ReportScheduler.Postgres;

namespace ReportScheduler.Api.Auth;

/// <summary>Who calls, from a token that was checked; whatever its claims are called, they arrive here under these names.</summary>
internal static class Users
{
    private const string TenantIdClaim = "tenant_id";
    private const string UserClaim = "user";
    private const string RoleClaim = "role";

    public static ClaimsPrincipal Create(Guid tenantId, string user, Role? role)
    {
        var identity = new ClaimsIdentity("Bearer", UserClaim, RoleClaim);
        identity.AddClaim(new Claim(TenantIdClaim, tenantId.ToString()));
        identity.AddClaim(new Claim(UserClaim, user));
        if (role is { } known) identity.AddClaim(new Claim(RoleClaim, Roles.NameOf(known)));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The tenant and the person that statements run for.</summary>
    public static TenantScope Scope(this ClaimsPrincipal user) =>
        new(Guid.Parse(user.FindFirstValue(TenantIdClaim)!), user.FindFirstValue(UserClaim)!);

    /// <summary>Null when the token gives none.</summary>
    public static Role? Role(this ClaimsPrincipal user) =>
        user.FindFirstValue(RoleClaim) is { } role ? Roles.Parse(role) : null;
}
