using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using ReportScheduler.Domain;

namespace ReportScheduler.Api.Auth;

/// <summary>What a person or an app may do; each role may do what those before it may.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Role>))]
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Writes reports, schedules and destinations, and runs them.</summary>
    Editor,

    /// <summary>Writes data sources.</summary>
    Owner,
}

internal static class Roles
{
    public static string NameOf(Role role) => JsonNamingPolicy.CamelCase.ConvertName(role.ToString());

    /// <summary>Null when it is none of ours.</summary>
    public static Role? Parse(string text) =>
        Enum.GetValues<Role>().Where(role => NameOf(role) == text).Cast<Role?>().FirstOrDefault();

    /// <summary>Lets in those who have at least this role.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoints, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(NameOf(role));

    /// <summary>The policies that <see cref="RequireRole"/> names.</summary>
    public static void AddRolePolicies(this AuthorizationBuilder authorization)
    {
        foreach (var role in Enum.GetValues<Role>())
            authorization.AddPolicy(NameOf(role), policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.Role() >= role));
    }
}
