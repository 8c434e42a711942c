using System.Collections.Concurrent;
using ReportScheduler.DevHost.Sidecar.PubSub;

namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>
/// The sidecar's side of one app instance: watches its port, asks for its subscriptions when it comes up and delivers
/// messages while it is up.
/// </summary>
internal sealed partial class AppInstance : IAsyncDisposable
{
    private readonly PumpFactory pumps;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private volatile CancellationTokenSource? period;
    private volatile bool isUp;
    private volatile bool wasUp;
    private volatile IReadOnlyList<Subscription> subscriptions = [];

    public AppInstance(SidecarApp app, AppChannel channel, PumpFactory pumps, ILogger logger)
    {
        App = app;
        Channel = channel;
        this.pumps = pumps;
        this.logger = logger;
        isUp = wasUp = app.AppPort == 0;
        running = app.AppPort == 0 ? Task.CompletedTask : RunAsync(stopping.Token);
    }

    public SidecarApp App { get; }

    public AppChannel Channel { get; }

    /// <summary>Whether the app's port is open now.</summary>
    public bool IsUp => isUp;

    /// <summary>Whether the app's port has been open: from then on the app may invoke others.</summary>
    public bool WasUp => wasUp;

    /// <summary>What the app gets messages of.</summary>
    public IReadOnlyList<Subscription> Subscriptions => subscriptions;

    /// <summary>What the app set with SetMetadata.</summary>
    public ConcurrentDictionary<string, string> ExtendedMetadata { get; } = [];

    /// <summary>Cuts the calls under way; their messages go back to the app's queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
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
                    isUp = false;
                    await PortWatch.PauseAsync(stop);
                }
                if (!isUp)
                    LogUp(logger, App.AppId, App.AppPort);
                using var current = CancellationTokenSource.CreateLinkedTokenSource(stop);
                period = current;
                isUp = true;
                try
                {
                    subscriptions = await pumps.SubscriptionsAsync(this, current.Token);
                    wasUp = true;
                    delivering.RemoveAll(task => task.IsCompleted);
                    delivering.AddRange(pumps.Start(this, MarkGone, current.Token, stop));
                    await port.WaitForCloseAsync(current.Token);
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    await PortWatch.PauseAsync(stop);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    isUp = false;
                }
                await current.CancelAsync();
                period = null;
            }
        }
        catch (OperationCanceledException)
        {
            isUp = false;
        }
        await Task.WhenAll(delivering);
    }

    // A call found nobody listening before the watched connection was seen to close.
    private void MarkGone()
    {
        try
        {
            period?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The period has ended on its own.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{AppId} listens on port {Port}")]
    private static partial void LogUp(ILogger logger, string appId, int port);
}
