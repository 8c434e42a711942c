using System.Collections.Concurrent;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>
/// The workflow engine of the embedded development sidecar: what daprd 1.16 and later does behind
/// TaskHubSidecarService, with all histories in memory. One engine serves all apps of the process, so that a workflow
/// can call another app; what it knows ends with it.
/// </summary>
/// <param name="time">The clock of timestamps, timers and scheduled starts.</param>
/// <param name="loggers">Where the loggers of the hubs come from.</param>
public sealed class WorkflowEngine(TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskHub> hubs = new(StringComparer.Ordinal);

    /// <summary>The hub of one app id; all replicas of the app share it.</summary>
    /// <param name="appId">The Dapr app id, compared case-sensitively.</param>
    public TaskHub GetHub(string appId)
    {
        ArgumentException.ThrowIfNullOrEmpty(appId);
        return hubs.GetOrAdd(appId, static (id, engine) => new TaskHub(id, engine.Time, engine.Logger), this);
    }

    /// <summary>Ends all open worker streams and waiting calls and stops all timers.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal TimeProvider Time => time;

    internal ILogger Logger { get; } = loggers.CreateLogger<WorkflowEngine>();
}
