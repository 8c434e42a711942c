using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Alerts;

namespace ReportScheduler.Api.Alerts;

internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder v1) => v1.MapGet("/alerts", ListAsync)
        .WithName("listAlerts")
        .WithSummary("Lists the alerts, newest first")
        .WithDescription("An alert is raised when a run is not delivered by its deadline, and when the Scheduler pauses a schedule.")
        .WithTags("Alerts");

    private static async Task<Results<Ok<Page<Alert>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, Guid? scheduleId, ClaimsPrincipal user, AlertStore alerts, CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await alerts.ListAsync(user.Scope(), scheduleId, page, cancellationToken))
            : problem;
}
