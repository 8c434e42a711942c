using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Api.Runs;

/// <summary>
/// Wakes those who follow a run when it has a new event. It listens on one connection of the process; while that is lost,
/// or where a pooler swallows the notifications, the followers' own polling goes on.
/// </summary>
internal sealed partial class RunEventHub(SignalListener listener, TimeProvider time, ILogger<RunEventHub> logger) : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<Follower>> _followers = [];

    public Follower Follow(Guid runId)
    {
        var follower = new Follower(this, runId);
        lock (_lock)
        {
            if (!_followers.TryGetValue(runId, out var others)) _followers[runId] = others = [];
            others.Add(follower);
        }

        return follower;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var payload in listener.ListenAsync(RunSignals.Channel, stoppingToken))
                    Wake(payload);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever it was: the followers' polling does without, and the app must not end for it.
                LogLost(logger, exception);
            }

            await Task.Delay(ReconnectDelay, time, stoppingToken);
        }
    }

    private void Wake(string payload)
    {
        lock (_lock)
        {
            if (Guid.TryParse(payload, out var runId))
                _followers.GetValueOrDefault(runId)?.ForEach(follower => follower.Wake());
            else
                foreach (var follower in _followers.Values.SelectMany(followers => followers)) follower.Wake();
        }
    }

    private void Leave(Follower follower)
    {
        lock (_lock)
        {
            var others = _followers[follower.RunId];
            others.Remove(follower);
            if (others.Count == 0) _followers.Remove(follower.RunId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that listens to run events was lost; followers poll until it is back")]
    private static partial void LogLost(ILogger logger, Exception exception);

    /// <summary>One who waits for events of a run.</summary>
    internal sealed class Follower(RunEventHub hub, Guid runId) : IDisposable
    {
        private readonly SemaphoreSlim _wake = new(0);

        public Guid RunId => runId;

        /// <summary>Waits until there may be a new event, at most so long.</summary>
        public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wake.WaitAsync(atMost, cancellationToken);

        // Called under the hub's lock only, so that at most one signal is pending.
        public void Wake()
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }

        public void Dispose()
        {
            hub.Leave(this);
            _wake.Dispose();
        }
    }
}
