namespace Dapr.Workflow.Sidecar;

/// <summary>Deadlines of calls to the sidecar.</summary>
internal static class Deadline
{
    /// <summary>How long a call that has no reason to take long may take.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    // gRPC compares deadlines with the machine's clock, whatever clock the app uses.
    public static DateTime In(TimeSpan time) => TimeProvider.System.GetUtcNow().UtcDateTime + time;
}
