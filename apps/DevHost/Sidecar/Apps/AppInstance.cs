using System.Collections.Concurrent;
using ReportScheduler.DevHost.Sidecar.PubSub;

namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>
/// The sidecar's side of one app instance: watches its port, asks for its subscriptions when it comes up and delivers
/// messages while it is up.
/// </summary>
internal sealed partial class AppInstance : IAsyncDisposable
{
    private readonly PumpFactory _pumps;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private volatile CancellationTokenSource? _period;
    private volatile bool _isUp;
    private volatile bool _wasUp;
    private volatile IReadOnlyList<Subscription> _subscriptions = [];

    public AppInstance(SidecarApp app, AppChannel channel, PumpFactory pumps, ILogger logger)
    {
        App = app;
        Channel = channel;
        _pumps = pumps;
        _logger = logger;
        _isUp = _wasUp = app.AppPort == 0;
        _running = app.AppPort == 0 ? Task.CompletedTask : RunAsync(_stopping.Token);
    }

    public SidecarApp App { get; }

    public AppChannel Channel { get; }

    /// <summary>Whether the app's port is open now.</summary>
    public bool IsUp => _isUp;

    /// <summary>Whether the app's port has been open: from then on the app may invoke others.</summary>
    public bool WasUp => _wasUp;

    /// <summary>What the app gets messages of.</summary>
    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    /// <summary>What the app set with SetMetadata.</summary>
    public ConcurrentDictionary<string, string> ExtendedMetadata { get; } = [];

    /// <summary>Cuts the calls under way; their messages go back to the app's queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var port = new PortWatch(App.AppPort);
        var delivering = new List<Task>();
        try
        {
            while (true)
            {
                while (!await port.TryConnectAsync(stop))
                {
                    _isUp = false;
                    await PortWatch.PauseAsync(stop);
                }
                if (!_isUp)
                    LogUp(_logger, App.AppId, App.AppPort);
                using var current = CancellationTokenSource.CreateLinkedTokenSource(stop);
                _period = current;
                _isUp = true;
                try
                {
                    _subscriptions = await _pumps.SubscriptionsAsync(this, current.Token);
                    _wasUp = true;
                    delivering.RemoveAll(task => task.IsCompleted);
                    delivering.AddRange(_pumps.Start(this, MarkGone, current.Token, stop));
                    await port.WaitForCloseAsync(current.Token);
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    LogNoAnswer(_logger, App.AppId, exception.Message);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    _isUp = false;
                }
                await current.CancelAsync();
                _period = null;
                await PortWatch.PauseAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            _isUp = false;
        }
        await Task.WhenAll(delivering);
    }

    // A call found nobody listening before the watched connection was seen to close.
    private void MarkGone()
    {
        try
        {
            _period?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The period has ended on its own.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{AppId} listens on port {Port}")]
    private static partial void LogUp(ILogger logger, string appId, int port);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{AppId} did not answer GET /dapr/subscribe: {Problem}")]
    private static partial void LogNoAnswer(ILogger logger, string appId, string problem);
}
