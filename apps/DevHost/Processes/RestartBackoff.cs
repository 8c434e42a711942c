namespace ReportScheduler.DevHost.Processes;

/// <summary>How long to wait before an app that ended by itself is started again: 1 s, doubled up to 30 s.</summary>
public sealed class RestartBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);
    private TimeSpan _next = First;

    /// <summary>The pause after a run; one that lasted a minute starts over at the shortest pause.</summary>
    public TimeSpan After(TimeSpan lifetime)
    {
        var pause = lifetime >= Healthy ? First : _next;
        _next = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
        return pause;
    }
}
