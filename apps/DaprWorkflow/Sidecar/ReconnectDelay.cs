namespace Dapr.Workflow.Sidecar;

/// <summary>Waits between attempts to connect: each twice as long as the one before, up to a limit.</summary>
internal sealed class ReconnectDelay
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan next = Shortest;

    public TimeSpan Next()
    {
        var current = next;
        next = current * 2 < Longest ? current * 2 : Longest;
        return current;
    }

    /// <summary>A connection worked: the next failure is a new one.</summary>
    public void Reset() => next = Shortest;
}
