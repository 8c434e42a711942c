using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.Postgres.Schedules;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Api.Reports;

internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder v1)
    {
        var reports = v1.MapGroup("/reports").WithTags("Reports");
        reports.MapGet("", ListAsync).WithName("listReports").WithSummary("Lists the reports, newest first");
        reports.MapPost("", CreateAsync).RequireRole(Role.Editor).WithName("createReport").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Adds a report");
        reports.MapGet("/{id:guid}", GetAsync).WithName("getReport").WithSummary("Reads a report in its current version");
        reports.MapPut("/{id:guid}", UpdateAsync).RequireRole(Role.Editor).WithName("updateReport").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Adds a version of a report");
        reports.MapDelete("/{id:guid}", DeleteAsync).RequireRole(Role.Editor).WithName("deleteReport").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Deletes a report that no schedule runs");
        reports.MapGet("/{id:guid}/versions", ListVersionsAsync).WithName("listReportVersions").WithSummary("Lists the versions of a report, newest first");
    }

    private static async Task<Results<Ok<Page<Report>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, ClaimsPrincipal user, ReportStore reports, CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await reports.ListAsync(user.Scope(), page, cancellationToken))
            : problem;

    private static async Task<Results<Ok<Report>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, ReportStore reports, CancellationToken cancellationToken) =>
        await reports.FindAsync(user.Scope(), id, cancellationToken) is { } report
            ? response.Ok(report, report.Version)
            : Problems.NotFound();

    private static async Task<Results<Created<Report>, ProblemResult>> CreateAsync(
        ReportInput input, ClaimsPrincipal user, HttpResponse response, ReportStore reports, CredentialProtector protector, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = input.Validate();
        if (errors.Count > 0) return Problems.Invalid(errors);

        var (scope, id) = (user.Scope(), Guid.CreateVersion7());
        var write = input.ToWrite(await EncryptAsync(input, protector, scope, id, cancellationToken));
        return await reports.CreateAsync(scope, id, write, time.GetUtcNow(), cancellationToken) is { } report
            ? response.Created($"/v1/reports/{id}", report, report.Version)
            : Problems.UnknownDataSource();
    }

    private static async Task<Results<Ok<Report>, ProblemResult>> UpdateAsync(
        Guid id, ReportInput input, ClaimsPrincipal user, HttpRequest request, HttpResponse response, ReportStore reports,
        DataSourceStore sources, ScheduleStore schedules, CredentialProtector protector, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await reports.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        var errors = input.Validate();
        if (errors.Count > 0) return Problems.Invalid(errors);
        if (await sources.FindAsync(scope, input.DataSourceId!.Value, cancellationToken) is null) return Problems.UnknownDataSource();
        var write = input.ToWrite(await EncryptAsync(input, protector, scope, id, cancellationToken));
        if (await schedules.FindIncompatibleAsync(scope, id, write.Parameters, time.GetUtcNow(), cancellationToken) is { } incompatible) return incompatible;

        return await reports.UpdateAsync(scope, id, current.Version, write, time.GetUtcNow(), cancellationToken) is { } report
            ? response.Ok(report, report.Version)
            : Problems.VersionMismatch();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Guid id, ClaimsPrincipal user, HttpRequest request, ReportStore reports, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await reports.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        return (await reports.DeleteAsync(scope, id, current.Version, time.GetUtcNow(), cancellationToken))
            .ToResult("Schedules run this report: delete them first.");
    }

    private static async Task<Results<Ok<Page<ReportVersion>>, ProblemResult>> ListVersionsAsync(
        Guid id, [AsParameters] PageQuery query, ClaimsPrincipal user, ReportStore reports, CancellationToken cancellationToken)
    {
        if (!query.TryParse(out var page, out var problem)) return problem;
        var scope = user.Scope();
        return await reports.FindAsync(scope, id, cancellationToken) is null
            ? Problems.NotFound()
            : TypedResults.Ok(await reports.ListVersionsAsync(scope, id, page, cancellationToken));
    }

    private static async Task<byte[]?> EncryptAsync(
        ReportInput input, CredentialProtector protector, TenantScope scope, Guid id, CancellationToken cancellationToken) => input.FilePassword switch
        {
            null => null,
            "" => [],
            var password => await protector.ProtectAsync(scope.TenantId, id, password, cancellationToken),
        };
}
