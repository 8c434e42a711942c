using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Api.Validation;
using ReportScheduler.Delivery.Webhook;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Destinations;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Api.Destinations;

internal static class DestinationEndpoints
{
    public static void MapDestinations(this IEndpointRouteBuilder v1)
    {
        var destinations = v1.MapGroup("/destinations").WithTags("Destinations");
        destinations.MapGet("", ListAsync).WithName("listDestinations").WithSummary("Lists the destinations, newest first");
        destinations.MapPost("", CreateAsync).RequireRole(Role.Editor).WithName("createDestination").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Adds a destination")
            .WithDescription("The answer for a webhook carries its signing secret, which is never shown again.");
        destinations.MapGet("/{id:guid}", GetAsync).WithName("getDestination").WithSummary("Reads a destination");
        destinations.MapPut("/{id:guid}", UpdateAsync).RequireRole(Role.Editor).WithName("updateDestination").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Replaces a destination");
        destinations.MapDelete("/{id:guid}", DeleteAsync).RequireRole(Role.Editor).WithName("deleteDestination").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Deletes a destination that no schedule sends to");
    }

    private static async Task<Results<Ok<Page<Destination>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, ClaimsPrincipal user, DestinationStore destinations, CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await destinations.ListAsync(user.Scope(), page, cancellationToken))
            : problem;

    private static async Task<Results<Ok<Destination>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, DestinationStore destinations, CancellationToken cancellationToken) =>
        await destinations.FindAsync(user.Scope(), id, cancellationToken) is { } destination
            ? response.Ok(destination, destination.Version)
            : Problems.NotFound();

    private static async Task<Results<Created<Destination>, ProblemResult>> CreateAsync(
        DestinationInput input, ClaimsPrincipal user, HttpResponse response, DestinationStore destinations, CredentialProtector protector,
        AddressRules addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = input.Validate(addresses, current: null);
        if (errors.Count > 0) return Problems.Invalid(errors);

        var (scope, id) = (user.Scope(), Guid.CreateVersion7());
        var secret = input.Kind == DestinationKind.Webhook ? input.Webhook!.Secret ?? WebhookSecret.Create().Reveal() : null;
        var write = input.ToWrite(await ProtectAsync(protector, scope, id, secret, cancellationToken));
        var destination = await destinations.CreateAsync(scope, id, write, time.GetUtcNow(), cancellationToken);
        return response.Created($"/v1/destinations/{id}", destination with { Secret = secret }, destination.Version);
    }

    private static async Task<Results<Ok<Destination>, ProblemResult>> UpdateAsync(
        Guid id, DestinationInput input, ClaimsPrincipal user, HttpRequest request, HttpResponse response, DestinationStore destinations,
        CredentialProtector protector, AddressRules addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await destinations.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        var errors = input.Validate(addresses, current);
        if (errors.Count > 0) return Problems.Invalid(errors);

        var write = input.ToWrite(await ProtectAsync(protector, scope, id, input.Webhook?.Secret, cancellationToken));
        return await destinations.UpdateAsync(scope, id, current.Version, write, time.GetUtcNow(), cancellationToken) is { } destination
            ? response.Ok(destination, destination.Version)
            : Problems.VersionMismatch();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Guid id, ClaimsPrincipal user, HttpRequest request, DestinationStore destinations, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await destinations.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        return (await destinations.DeleteAsync(scope, id, current.Version, time.GetUtcNow(), cancellationToken))
            .ToResult("Schedules send to this destination: delete them first, or let them send elsewhere.");
    }

    private static async Task<byte[]?> ProtectAsync(
        CredentialProtector protector, TenantScope scope, Guid id, string? secret, CancellationToken cancellationToken) =>
        secret is null ? null : await protector.ProtectAsync(scope.TenantId, id, secret, cancellationToken);
}
