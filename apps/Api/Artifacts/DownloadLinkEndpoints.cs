using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Api.Artifacts;

/// <summary>A link as it is asked for.</summary>
/// <param name="ValidHours">1 to 2,160 (90 days); 168 (a week) when absent. No link outlives its file.</param>
public sealed record DownloadLinkInput(int? ValidHours = null)
{
    internal const int DefaultHours = 168;
    internal const int MaxHours = 2160;
}

/// <summary>The links of an artifact.</summary>
public sealed record DownloadLinkList(IReadOnlyList<DownloadLink> Items);

internal static class DownloadLinkEndpoints
{
    public static void MapDownloadLinks(this IEndpointRouteBuilder v1)
    {
        var links = v1.MapGroup("/artifacts/{id:guid}/links").WithTags("Artifacts");
        links.MapGet("", ListAsync).WithName("listDownloadLinks").WithSummary("Lists the download links of an artifact, newest first");
        links.MapPost("", CreateAsync).RequireRole(Role.Editor).WithName("createDownloadLink")
            .WithSummary("Makes a link by which anybody who has it can download the artifact")
            .WithDescription("The answer has the link; it is not shown again. Each download is in the audit trail.");
        v1.MapDelete("/download-links/{id:guid}", RevokeAsync).WithTags("Artifacts").RequireRole(Role.Editor).WithName("revokeDownloadLink")
            .WithSummary("Revokes a download link at once");
    }

    /// <summary>The address of the links themselves, for people without a token.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder app) =>
        app.MapGet($"{DownloadLinks.Path}/{{token}}", DownloadAsync).AllowAnonymous().LimitDownloads().ExcludeFromDescription();

    private static async Task<Results<Ok<DownloadLinkList>, ProblemResult>> ListAsync(
        Guid id, ClaimsPrincipal user, ArtifactStore artifacts, DownloadLinkStore links, CancellationToken cancellationToken) =>
        await artifacts.FindAsync(user.Scope(), id, cancellationToken) is null
            ? Problems.NotFound()
            : TypedResults.Ok(new DownloadLinkList(await links.ListAsync(user.Scope(), id, cancellationToken)));

    private static async Task<Results<Created<DownloadLink>, ProblemResult>> CreateAsync(
        Guid id, DownloadLinkInput input, ClaimsPrincipal user, DownloadLinks links, CancellationToken cancellationToken)
    {
        var hours = input.ValidHours ?? DownloadLinkInput.DefaultHours;
        if (hours is < 1 or > DownloadLinkInput.MaxHours)
            return Problems.Invalid("validHours", "out_of_range", $"Give 1 to {DownloadLinkInput.MaxHours} hours.");
        return await links.CreateAsync(user.Scope(), id, TimeSpan.FromHours(hours), cancellationToken) is { } link
            ? TypedResults.Created($"/v1/artifacts/{id}/links", link)
            : Problems.NotFound();
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(
        Guid id, ClaimsPrincipal user, DownloadLinkStore links, TimeProvider time, CancellationToken cancellationToken) =>
        await links.RevokeAsync(user.Scope(), id, time.GetUtcNow(), cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<IResult> DownloadAsync(
        string token, HttpRequest request, DownloadLinks links, IArtifactStore store, CancellationToken cancellationToken) =>
        await links.UseAsync(token, cancellationToken) is { } stored
            ? await ArtifactDownload.OpenAsync(stored, request, store, cancellationToken)
            : new ProblemResult(
                StatusCodes.Status404NotFound, "link_not_valid", "This link is not valid, or not any more: ask the sender for a new one.");
}
