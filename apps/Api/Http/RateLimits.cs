using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;

namespace ReportScheduler.Api.Http;

/// <summary>How much one tenant may ask of one process; section <c>RateLimits</c>.</summary>
internal sealed record RateLimitOptions
{
    /// <summary>Requests of any kind in a second, over time. A burst may be five times that.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>Runs requested or retried in a minute; a burst may use them all at once.</summary>
    public int RunsPerMinute { get; init; } = 300;

    /// <summary>Event streams that are open at a time.</summary>
    public int OpenStreams { get; init; } = 200;

    /// <summary>Downloads by link in a minute from one address.</summary>
    public int LinksPerMinute { get; init; } = 120;
}

internal static class RateLimits
{
    private const string Runs = "runs";
    private const string Streams = "streams";
    private const string Downloads = "downloads";
    private const int BurstSeconds = 5;

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("RateLimits").Get<RateLimitOptions>() ?? new RateLimitOptions();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, Guid>(
                http => PerTenant(http, options.RequestsPerSecond * BurstSeconds, options.RequestsPerSecond, TimeSpan.FromSeconds(1)));
            limiter.AddPolicy(Runs, http => PerTenant(http, options.RunsPerMinute, options.RunsPerMinute, TimeSpan.FromMinutes(1)));
            limiter.AddPolicy(Streams, http => RateLimitPartition.GetConcurrencyLimiter(
                http.User.Scope().TenantId, _ => new ConcurrencyLimiterOptions { PermitLimit = options.OpenStreams, QueueLimit = 0 }));
            limiter.AddPolicy(Downloads, http => RateLimitPartition.GetTokenBucketLimiter(
                http.Connection.RemoteIpAddress ?? IPAddress.None,
                _ => Bucket(options.LinksPerMinute, options.LinksPerMinute, TimeSpan.FromMinutes(1))));
            limiter.OnRejected = RejectAsync;
        });
    }

    /// <summary>Counts a request as one that makes a run.</summary>
    public static RouteHandlerBuilder LimitRuns(this RouteHandlerBuilder endpoint) => endpoint.RequireRateLimiting(Runs);

    /// <summary>Counts a request as an open stream until it ends.</summary>
    public static RouteHandlerBuilder LimitStreams(this RouteHandlerBuilder endpoint) => endpoint.RequireRateLimiting(Streams);

    /// <summary>Counts a request of somebody who is not known, by address.</summary>
    public static RouteHandlerBuilder LimitDownloads(this RouteHandlerBuilder endpoint) => endpoint.RequireRateLimiting(Downloads);

    private static RateLimitPartition<Guid> PerTenant(HttpContext http, int burst, int tokens, TimeSpan period) =>
        http.User.Identity?.IsAuthenticated == true
            ? RateLimitPartition.GetTokenBucketLimiter(http.User.Scope().TenantId, _ => Bucket(burst, tokens, period))
            : RateLimitPartition.GetNoLimiter(Guid.Empty);

    private static TokenBucketRateLimiterOptions Bucket(int burst, int tokens, TimeSpan period) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = tokens,
        ReplenishmentPeriod = period,
        QueueLimit = 0,
    };

    private static ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
        rejected.HttpContext.Response.Headers.RetryAfter =
            Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new(new ProblemResult(
            StatusCodes.Status429TooManyRequests, "too_many_requests", "Wait as long as the header Retry-After says, then try again.")
            .ExecuteAsync(rejected.HttpContext));
    }
}
