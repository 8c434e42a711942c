using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Api.Artifacts;

internal static class ArtifactEndpoints
{
    public static void MapArtifacts(this IEndpointRouteBuilder v1)
    {
        var artifacts = v1.MapGroup("/artifacts").WithTags("Artifacts");
        artifacts.MapGet("", ListAsync).WithName("listArtifacts").WithSummary("Lists the artifacts, newest first");
        artifacts.MapGet("/{id:guid}", GetAsync).WithName("getArtifact").WithSummary("Reads what is known of an artifact");
        artifacts.MapGet("/{id:guid}/content", DownloadAsync).WithName("downloadArtifact").WithSummary("Downloads an artifact")
            .WithDescription("Takes If-None-Match and a Range of bytes with If-Range.")
            .AnswersFile(StatusCodes.Status200OK, StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .MayAnswer(StatusCodes.Status416RangeNotSatisfiable);
        v1.MapGet("/usage", ReadUsageAsync).WithTags("Artifacts").WithName("readUsage").WithSummary("Reads what the stored artifacts take up");
    }

    private static async Task<Results<Ok<Page<Artifact>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery query, Guid? runId, ClaimsPrincipal user, ArtifactStore artifacts, CancellationToken cancellationToken) =>
        query.TryParse(out var page, out var problem)
            ? TypedResults.Ok(await artifacts.ListAsync(user.Scope(), runId, page, cancellationToken))
            : problem;

    private static async Task<Ok<StorageUsage>> ReadUsageAsync(
        ClaimsPrincipal user, ArtifactStore artifacts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await artifacts.ReadUsageAsync(user.Scope(), cancellationToken));

    private static async Task<Results<Ok<Artifact>, ProblemResult>> GetAsync(
        Guid id, ClaimsPrincipal user, ArtifactStore artifacts, CancellationToken cancellationToken) =>
        await artifacts.FindAsync(user.Scope(), id, cancellationToken) is { } stored ? TypedResults.Ok(stored.Artifact) : Problems.NotFound();

    private static async Task<IResult> DownloadAsync(
        Guid id, ClaimsPrincipal user, HttpRequest request, ArtifactStore artifacts, IArtifactStore store, CancellationToken cancellationToken) =>
        await artifacts.FindAsync(user.Scope(), id, cancellationToken) is { } stored
            ? await ArtifactDownload.OpenAsync(stored, request, store, cancellationToken)
            : Problems.NotFound();
}
