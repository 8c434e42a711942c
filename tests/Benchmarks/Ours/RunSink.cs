using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Benchmarks.Ours;

/// <summary>A subscriber in the Worker's place that only notes when each run arrived, in large batches.</summary>
internal sealed class RunSink : IAsyncDisposable
{
    private const string Route = "/runs";
    private readonly WebApplication _server;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, double> _lags = [];
    private TaskCompletionSource _complete = new();
    private DateTimeOffset _due;
    private int _wanted;

    private RunSink(WebApplication server) => _server = server;

    public static async Task<RunSink> StartAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var server = builder.Build();
        var sink = new RunSink(server);
        server.MapGet("/dapr/subscribe", () => new[]
        {
            new
            {
                pubsubname = DaprNames.PubSub,
                topic = DaprNames.RunsRequested,
                route = Route,
                bulkSubscribe = new { enabled = true, maxMessagesCount = 1000, maxAwaitDurationMs = 10 },
            },
        });
        server.MapPost(Route, sink.ReceiveAsync);
        await server.StartAsync(cancellationToken);
        return sink;
    }

    /// <summary>
    /// Forgets what came, and waits for a number of runs that are due from a time on. Earlier ones may still come: what was
    /// not seen to be published is published again.
    /// </summary>
    public void Expect(int count, DateTimeOffset due)
    {
        lock (_gate)
        {
            _lags.Clear();
            _due = due;
            _wanted = count;
            _complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _complete.Task.WaitAsync(cancellationToken);

    /// <summary>Seconds from each run's time to its first arrival.</summary>
    public IReadOnlyList<double> Lags()
    {
        lock (_gate)
            return [.. _lags.Values];
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var now = TimeProvider.System.GetUtcNow();
        var entries = body.RootElement.GetProperty("entries").EnumerateArray()
            .Select(entry => (
                Id: entry.GetProperty("entryId").GetString(),
                Run: entry.GetProperty("event").GetProperty("data").GetProperty("runId").GetGuid()))
            .ToList();
        lock (_gate)
        {
            foreach (var run in entries.Select(entry => entry.Run).Where(run => RunId.NominalFireAt(run) >= _due))
                _lags.TryAdd(run, (now - RunId.NominalFireAt(run)).TotalSeconds);
            if (_lags.Count >= _wanted)
                _complete.TrySetResult();
        }

        await context.Response.WriteAsJsonAsync(
            new { statuses = entries.Select(entry => new { entryId = entry.Id, status = "SUCCESS" }) }, context.RequestAborted);
    }
}
