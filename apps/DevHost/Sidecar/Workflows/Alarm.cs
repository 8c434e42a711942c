namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>Calls back once at an instant, never before it, however far away it is.</summary>
internal sealed class Alarm : IDisposable
{
    // Timers take at most about 49 days; a longer wait is cut into pieces.
    private static readonly TimeSpan longestWait = TimeSpan.FromDays(30);

    private readonly TimeProvider time;
    private readonly DateTimeOffset at;
    private readonly Action<Alarm> ring;
    private readonly ITimer timer;

    public Alarm(TimeProvider time, DateTimeOffset at, Action<Alarm> ring)
    {
        this.time = time;
        this.at = at;
        this.ring = ring;
        timer = time.CreateTimer(
            static state => ((Alarm)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Arms it; the callback may come before this returns, so hold no lock.</summary>
    public void Start()
    {
        var wait = at - time.GetUtcNow();
        if (wait > longestWait)
            wait = longestWait;
        else if (wait < TimeSpan.Zero)
            wait = TimeSpan.Zero;
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    private void Wake()
    {
        if (time.GetUtcNow() < at)
        {
            Start();
            return;
        }

        timer.Dispose();
        ring(this);
    }
}
