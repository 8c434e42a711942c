namespace ReportScheduler.Api.Auth;

/// <summary>Whose access tokens are taken; section <c>Auth</c>. Not used in Development, where the app makes tokens itself.</summary>
internal sealed record AuthOptions
{
    /// <summary>Address of the OpenID Connect provider; https, or a loopback address.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The audience that tokens for this API carry.</summary>
    public string? Audience { get; init; }

    /// <summary>Claim with the tenant's id, a UUID.</summary>
    public string TenantIdClaim { get; init; } = "tenant_id";

    /// <summary>Claim that names the person or app in the audit.</summary>
    public string UserClaim { get; init; } = "sub";

    /// <summary>Claim with viewer, editor or owner; of several the highest counts.</summary>
    public string RoleClaim { get; init; } = "role";

    /// <exception cref="InvalidOperationException">A setting is missing or unsafe.</exception>
    public void Check()
    {
        if (Authority is null || string.IsNullOrWhiteSpace(Audience))
            throw new InvalidOperationException("Set Auth__Authority and Auth__Audience: outside Development the app takes no tokens of its own.");
        if (!Authority.IsAbsoluteUri || (Authority.Scheme != Uri.UriSchemeHttps && !Authority.IsLoopback))
            throw new InvalidOperationException("Auth__Authority must be an https address.");
    }
}
