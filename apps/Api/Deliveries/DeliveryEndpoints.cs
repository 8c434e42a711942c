using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Deliveries;

namespace ReportScheduler.Api.Deliveries;

internal static class DeliveryEndpoints
{
    public static void MapDeliveries(this IEndpointRouteBuilder v1)
    {
        var deliveries = v1.MapGroup("/deliveries").WithTags("Deliveries");
        deliveries.MapGet("", ListAsync).WithName("listDeliveries").WithSummary("Lists the deliveries, newest first");
        deliveries.MapGet("/{id:guid}", GetAsync).WithName("getDelivery").WithSummary("Reads a delivery");
    }

    private static async Task<Results<Ok<Page<Domain.Deliveries.Delivery>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, Guid? runId, QueryEnum<DeliveryState>? state, ClaimsPrincipal user, DeliveryStore deliveries,
        CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await deliveries.ListAsync(user.Scope(), new DeliveryFilter(runId, state?.Value), page, cancellationToken))
            : problem;

    private static async Task<Results<Ok<Domain.Deliveries.Delivery>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, DeliveryStore deliveries, CancellationToken cancellationToken) =>
        await deliveries.FindAsync(user.Scope(), id, cancellationToken) is { } delivery ? TypedResults.Ok(delivery) : Problems.NotFound();
}
