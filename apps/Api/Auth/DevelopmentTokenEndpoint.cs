using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Postgres.Tenants;

namespace ReportScheduler.Api.Auth;

/// <summary>Asks for a token in Development.</summary>
/// <param name="Tenant">Slug of the tenant, which is made when there is none: lower-case letters, digits and hyphens, up to 63.</param>
/// <param name="User">Name of the user, up to 200 characters.</param>
/// <param name="Role">What the token allows.</param>
public sealed partial record DevelopmentTokenInput(string? Tenant, string? User, Role? Role)
{
    internal List<FieldError> Validate()
    {
        var errors = new List<FieldError>();
        if (Tenant is null || !Slug().IsMatch(Tenant))
            errors.Add(new("tenant", "invalid_slug", "Use up to 63 lower-case letters, digits and hyphens; start with a letter or digit."));
        errors.CheckName("user", User);
        if (Role is null) errors.AddMissing("role");
        return errors;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();
}

internal static class DevelopmentTokenEndpoint
{
    public static void MapDevelopmentTokens(this IEndpointRouteBuilder app) => app.MapPost("/dev/token", CreateAsync)
        .WithName("createDevelopmentToken")
        .WithSummary("Makes an access token; in Development only")
        .WithTags("Auth");

    private static async Task<Results<Ok<AccessToken>, ProblemResult>> CreateAsync(
        DevelopmentTokenInput input, TenantStore tenants, DevelopmentTokens tokens, CancellationToken cancellationToken)
    {
        var errors = input.Validate();
        if (errors.Count > 0) return Problems.Invalid(errors);

        var tenant = await tenants.EnsureAsync(input.Tenant!, cancellationToken);
        return TypedResults.Ok(await tokens.CreateAsync(tenant.Id, input.User!.Trim(), input.Role!.Value, cancellationToken));
    }
}
