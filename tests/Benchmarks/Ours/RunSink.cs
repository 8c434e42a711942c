using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    private readonly Dictionary<Guid, DateTimeOffset> _arrivals = [];
    private TaskCompletionSource _complete = new();
    private DateTimeOffset _due;
    private int _wanted;

    private RunSink(WebApplication server) => _server = server;

    public static async Task<RunSink> StartAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Signals are for the program to handle.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
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
            _arrivals.Clear();
            _due = due;
            _wanted = count;
            _complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _complete.Task.WaitAsync(cancellationToken);

    /// <summary>When each run came first.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> Arrivals()
    {
        lock (_gate)
            return new Dictionary<Guid, DateTimeOffset>(_arrivals);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var now = TimeProvider.System.GetUtcNow();
        var entries = body.RootElement.GetProperty("entries").EnumerateArray()
            .Select(entry => (
                Id: entry.GetProperty("entryId").GetString(),
                Runs: entry.GetProperty("event").GetProperty("data").GetProperty("runIds").EnumerateArray().Select(run => run.GetGuid()).ToList()))
            .ToList();
        lock (_gate)
        {
            foreach (var run in entries.SelectMany(entry => entry.Runs).Where(run => RunId.NominalFireAt(run) >= _due))
                _arrivals.TryAdd(run, now);
            if (_arrivals.Count >= _wanted)
                _complete.TrySetResult();
        }

        await context.Response.WriteAsJsonAsync(
            new { statuses = entries.Select(entry => new { entryId = entry.Id, status = "SUCCESS" }) }, context.RequestAborted);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
