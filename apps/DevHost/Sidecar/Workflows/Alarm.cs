namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>Calls back once at an instant, never before it, however far away it is.</summary>
internal sealed class Alarm : IDisposable
{
    // Timers take at most about 49 days; a longer wait is cut into pieces.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _at;
    private readonly Action<Alarm> _ring;
    private readonly ITimer _timer;

    public Alarm(TimeProvider time, DateTimeOffset at, Action<Alarm> ring)
    {
        _time = time;
        _at = at;
        _ring = ring;
        _timer = _time.CreateTimer(
            static state => ((Alarm)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Arms it; the callback may come before this returns, so hold no lock.</summary>
    public void Start()
    {
        var wait = _at - _time.GetUtcNow();
        if (wait > LongestWait)
            wait = LongestWait;
        else if (wait < TimeSpan.Zero)
            wait = TimeSpan.Zero;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Wake()
    {
        if (_time.GetUtcNow() < _at)
        {
            Start();
            return;
        }

        _timer.Dispose();
        _ring(this);
    }
}
