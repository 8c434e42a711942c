using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.Schedules;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Tenants;

namespace ReportScheduler.Api.Settings;

internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder v1)
    {
        var settings = v1.MapGroup("/settings").WithTags("Settings");
        settings.MapGet("", GetAsync).WithName("getSettings").WithSummary("Reads the settings of the tenant");
        settings.MapPut("", UpdateAsync).RequireRole(Role.Owner).WithName("updateSettings").WithSummary("Replaces the settings of the tenant")
            .WithDescription("Schedules that exist keep their times; the minimum interval holds for those that are written from now on.");
    }

    private static async Task<Ok<TenantSettings>> GetAsync(
        ClaimsPrincipal user, HttpResponse response, TenantStore tenants, IOptions<ScheduleOptions> options, CancellationToken cancellationToken)
    {
        var seconds = await tenants.FindMinimumIntervalAsync(user.Scope(), cancellationToken);
        return response.Ok(Of(seconds, options.Value), VersionOf(seconds));
    }

    private static async Task<Results<Ok<TenantSettings>, ProblemResult>> UpdateAsync(
        TenantSettingsInput input, ClaimsPrincipal user, HttpRequest request, HttpResponse response, TenantStore tenants,
        IOptions<ScheduleOptions> options, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await tenants.FindMinimumIntervalAsync(scope, cancellationToken);
        if (request.CheckIfMatch(VersionOf(current)) is { } mismatch) return mismatch;
        var errors = input.Validate(options.Value.MinimumIntervalSeconds);
        if (errors.Count > 0) return Problems.Invalid(errors);

        var seconds = input.MinimumIntervalSeconds;
        return await tenants.SetMinimumIntervalAsync(scope, current, seconds, cancellationToken)
            ? response.Ok(Of(seconds, options.Value), VersionOf(seconds))
            : Problems.VersionMismatch();
    }

    // The only setting is its own version.
    private static int VersionOf(int? minimumIntervalSeconds) => minimumIntervalSeconds ?? 0;

    private static TenantSettings Of(int? minimumIntervalSeconds, ScheduleOptions options) =>
        new(minimumIntervalSeconds, options.Effective(minimumIntervalSeconds), TimeZoneData.Version);
}
