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
            .WithDescription("The minimum interval holds for schedules that are written from now on, the retention for files that are made from now on.");
    }

    private static async Task<Ok<TenantSettings>> GetAsync(
        ClaimsPrincipal user, HttpResponse response, TenantStore tenants, IOptions<ScheduleOptions> options, CancellationToken cancellationToken)
    {
        var choices = await tenants.FindChoicesAsync(user.Scope(), cancellationToken);
        return response.Ok(Of(choices, options.Value), VersionOf(choices));
    }

    private static async Task<Results<Ok<TenantSettings>, ProblemResult>> UpdateAsync(
        TenantSettingsInput input, ClaimsPrincipal user, HttpRequest request, HttpResponse response, TenantStore tenants,
        IOptions<ScheduleOptions> options, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await tenants.FindChoicesAsync(scope, cancellationToken);
        if (request.CheckIfMatch(VersionOf(current)) is { } mismatch) return mismatch;
        var errors = input.Validate(options.Value.MinimumIntervalSeconds);
        if (errors.Count > 0) return Problems.Invalid(errors);

        var choices = new TenantChoices(input.MinimumIntervalSeconds, input.ArtifactRetentionDays);
        return await tenants.SetChoicesAsync(scope, current, choices, cancellationToken)
            ? response.Ok(Of(choices, options.Value), VersionOf(choices))
            : Problems.VersionMismatch();
    }

    // The two settings are their own version: seconds go up to 86,400, days to 3,650.
    private static int VersionOf(TenantChoices choices) => ((choices.MinimumIntervalSeconds ?? 0) * 10_000) + (choices.ArtifactRetentionDays ?? 0);

    private static TenantSettings Of(TenantChoices choices, ScheduleOptions options) => new(
        choices.MinimumIntervalSeconds, options.Effective(choices.MinimumIntervalSeconds), choices.ArtifactRetentionDays, TimeZoneData.Version);
}
