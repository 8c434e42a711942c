using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Errors;
using ReportScheduler.Postgres.Tenants;

namespace ReportScheduler.Api.Auth;

/// <summary>Who the access token stands for.</summary>
/// <param name="Tenant">The tenant's slug.</param>
public sealed record CurrentUser(Guid TenantId, string Tenant, string User, Role Role);

internal static class MeEndpoint
{
    public static void MapMe(this IEndpointRouteBuilder v1) => v1.MapGet("/me", GetAsync)
        .WithName("getMe")
        .WithSummary("Tells who the access token stands for")
        .WithTags("Auth");

    private static async Task<Results<Ok<CurrentUser>, ProblemResult>> GetAsync(
        ClaimsPrincipal user, TenantStore tenants, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        return await tenants.FindAsync(scope, cancellationToken) is { } tenant
            ? TypedResults.Ok(new CurrentUser(tenant.Id, tenant.Slug, scope.Actor, user.Role()!.Value))
            : ExceptionProblems.UnknownTenant();
    }
}
