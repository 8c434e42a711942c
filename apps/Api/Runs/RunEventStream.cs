using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using ReportScheduler.Api.Json;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Api.Runs;

/// <summary>Sends a run's events as server-sent events, from the first one the client has not seen to the run's end.</summary>
/// <remarks>Source: the HTML standard, section 9.2 (server-sent events).</remarks>
internal sealed class RunEventStream(RunStore runs, RunEventHub hub, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string ContentType = "text/event-stream";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>Ends when the run has, when the client goes, or when the app stops: the client then asks again, here or elsewhere.</summary>
    public async Task WriteAsync(HttpContext http, TenantScope scope, Run run)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = ContentType;
        // Proxies that collect a response before they pass it on would hold the events back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        try
        {
            await http.Response.WriteAsync("retry: 1000\n\n", stop.Token);
            await FollowAsync(http, scope, run, stop.Token);
            await http.Response.WriteAsync("event: end\ndata: {}\n\n", stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The stream ends here; nobody waits for the rest of it.
        }
    }

    private async Task FollowAsync(HttpContext http, TenantScope scope, Run run, CancellationToken cancellationToken)
    {
        var sent = LastSeen(http.Request);
        var hasEnded = run.State.IsTerminal();
        var lastWrite = time.GetTimestamp();
        using var follower = hub.Follow(run.Id);
        while (true)
        {
            var events = await ReadAsync(scope, run.Id, sent, cancellationToken);
            foreach (var e in events)
            {
                var data = JsonSerializer.Serialize(e, ApiJson.Default.RunEvent);
                await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {e.Sequence}\ndata: {data}\n\n"), cancellationToken);
                (sent, lastWrite) = (e.Sequence, time.GetTimestamp());
                hasEnded |= e.Kind is RunEventKind.Finished or RunEventKind.Cancelled;
            }

            if (hasEnded) return;
            if (time.GetElapsedTime(lastWrite) >= HeartbeatInterval)
            {
                await http.Response.WriteAsync(":\n\n", cancellationToken);
                lastWrite = time.GetTimestamp();
            }

            await http.Response.Body.FlushAsync(cancellationToken);
            await follower.WaitAsync(PollInterval, cancellationToken);
        }
    }

    private async Task<List<RunEvent>> ReadAsync(TenantScope scope, Guid runId, int after, CancellationToken cancellationToken)
    {
        try
        {
            return await runs.ListEventsAsync(scope, runId, after, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception.IsTransient)
        {
            // The database is away for a moment; the next poll finds what was missed.
            return [];
        }
    }

    private static int LastSeen(HttpRequest request) =>
        int.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;
}
