using System.Collections.Concurrent;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>
/// The workflow engine of the embedded development sidecar: what daprd 1.16 and later does behind
/// TaskHubSidecarService, with all histories in memory. One engine serves all apps of the process, so that a workflow
/// can call another app; what it knows ends with it.
/// </summary>
/// <param name="time">The clock of timestamps, timers and scheduled starts.</param>
/// <param name="loggers">Where the logger of the engine comes from.</param>
public sealed class WorkflowEngine(TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskHub> _hubs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _tokenPrefix = Guid.CreateVersion7().ToString("N");
    private long _lastToken;

    internal TimeProvider Time => time;

    internal ILogger Logger { get; } = loggers.CreateLogger<WorkflowEngine>();

    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>The hub of one app id; all replicas of the app share it.</summary>
    /// <param name="appId">The Dapr app id, compared case-sensitively.</param>
    public TaskHub GetHub(string appId)
    {
        ArgumentException.ThrowIfNullOrEmpty(appId);
        return _hubs.GetOrAdd(appId, static (id, engine) => new TaskHub(id, engine), this);
    }

    /// <summary>Ends all open worker streams and waiting calls, stops all timers and forgets all instances.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var hub in _hubs.Values)
            hub.Clear();
    }

    internal string NextToken() => $"{_tokenPrefix}-{Interlocked.Increment(ref _lastToken)}";
}
