using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Postgres.Events;

namespace ReportScheduler.Api.Events;

internal static class DataEventEndpoints
{
    public static void MapDataEvents(this IEndpointRouteBuilder v1) => v1.MapPost("/events", PostAsync)
        .RequireRole(Role.Editor)
        .WithName("postEvent")
        .WithSummary("Tells that data has arrived")
        .WithDescription(
            "Opens the gates of fires that wait for an event of this name. Apps of the platform may publish it to the topic data.ready instead, "
            + "as an object with tenantId and name.")
        .WithTags("Events");

    private static async Task<Results<Accepted, ProblemResult>> PostAsync(
        DataEventInput input, ClaimsPrincipal user, DataEventStore events, CancellationToken cancellationToken)
    {
        var errors = input.Validate();
        if (errors.Count > 0) return Problems.Invalid(errors);
        await events.AddAsync(user.Scope(), Guid.CreateVersion7(), input.Name!, cancellationToken);
        return TypedResults.Accepted((string?)null);
    }
}
