using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Api.Validation;
using ReportScheduler.Api.Workers;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Api.DataSources;

internal static class DataSourceEndpoints
{
    public static void MapDataSources(this IEndpointRouteBuilder v1)
    {
        var sources = v1.MapGroup("/data-sources").WithTags("Data sources");
        sources.MapGet("", ListAsync).WithName("listDataSources").WithSummary("Lists the data sources, newest first");
        sources.MapPost("", CreateAsync).RequireRole(Role.Owner).WithName("createDataSource").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Adds a data source");
        sources.MapGet("/{id:guid}", GetAsync).WithName("getDataSource").WithSummary("Reads a data source");
        sources.MapPut("/{id:guid}", UpdateAsync).RequireRole(Role.Owner).WithName("updateDataSource").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Replaces a data source");
        sources.MapDelete("/{id:guid}", DeleteAsync).RequireRole(Role.Owner).WithName("deleteDataSource").MayAnswer(StatusCodes.Status409Conflict).WithSummary("Deletes a data source that no report reads");
        sources.MapPost("/{id:guid}/test", TestAsync).RequireRole(Role.Editor).LimitRuns().WithName("testDataSource").WithSummary("Tries to connect to a data source");
    }

    private static async Task<Results<Ok<Page<DataSource>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, ClaimsPrincipal user, DataSourceStore sources, CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await sources.ListAsync(user.Scope(), page, cancellationToken))
            : problem;

    private static async Task<Results<Ok<DataSource>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, DataSourceStore sources, CancellationToken cancellationToken) =>
        await sources.FindAsync(user.Scope(), id, cancellationToken) is { } source
            ? response.Ok(source, source.Version)
            : Problems.NotFound();

    private static async Task<Results<Created<DataSource>, ProblemResult>> CreateAsync(
        DataSourceInput input, ClaimsPrincipal user, HttpResponse response, DataSourceStore sources, CredentialProtector protector,
        ReportStore reports, AddressRules addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        var (scope, id) = (user.Scope(), Guid.CreateVersion7());
        var errors = input.Validate(addresses, current: null);
        await reports.CheckKnownAsync(scope, input.Files, errors, cancellationToken);
        if (errors.Count > 0) return Problems.Invalid(errors);

        var password = input.Password is null ? null : await protector.ProtectAsync(scope.TenantId, id, input.Password, cancellationToken);
        var source = await sources.CreateAsync(scope, id, input.ToWrite(password), time.GetUtcNow(), cancellationToken);
        return response.Created($"/v1/data-sources/{id}", source, source.Version);
    }

    private static async Task<Results<Ok<DataSource>, ProblemResult>> UpdateAsync(
        Guid id, DataSourceInput input, ClaimsPrincipal user, HttpRequest request, HttpResponse response, DataSourceStore sources,
        CredentialProtector protector, ReportStore reports, AddressRules addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await sources.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        var errors = input.Validate(addresses, current);
        await reports.CheckKnownAsync(scope, input.Files, errors, cancellationToken);
        if (errors.Count > 0) return Problems.Invalid(errors);

        var password = input.Password is null ? null : await protector.ProtectAsync(scope.TenantId, id, input.Password, cancellationToken);
        var write = input.ToWrite(password);
        return await sources.UpdateAsync(scope, id, current.Version, write, time.GetUtcNow(), cancellationToken) is { } source
            ? response.Ok(source, source.Version)
            : Problems.VersionMismatch();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Guid id, ClaimsPrincipal user, HttpRequest request, DataSourceStore sources, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        var current = await sources.FindAsync(scope, id, cancellationToken);
        if (current is null) return Problems.NotFound();
        if (request.CheckIfMatch(current.Version) is { } mismatch) return mismatch;
        return (await sources.DeleteAsync(scope, id, current.Version, time.GetUtcNow(), cancellationToken))
            .ToResult("Reports read this data source: delete them first, or let them read another one.");
    }

    private static async Task<Results<Ok<DataSourceTestResult>, ProblemResult>> TestAsync(
        Guid id, ClaimsPrincipal user, DataSourceStore sources, WorkerClient worker, CancellationToken cancellationToken)
    {
        var scope = user.Scope();
        if (await sources.FindAsync(scope, id, cancellationToken) is null) return Problems.NotFound();
        return await worker.TestAsync(new DataSourceTestRequest(scope.TenantId, id), cancellationToken) is { } result
            ? TypedResults.Ok(result)
            : Problems.WorkerUnavailable();
    }
}
