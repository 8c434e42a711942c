using System.Diagnostics;

namespace ReportScheduler.Scheduler;

/// <summary>Spans of the Scheduler. A fire begins the trace of its runs.</summary>
internal static class SchedulerTracing
{
    private static readonly ActivitySource Source = new("ReportScheduler.Scheduler");

    /// <summary>The span of a claim of due schedules; null when nobody listens.</summary>
    public static Activity? StartFire() => Source.StartActivity("FireSchedules", ActivityKind.Internal, parentContext: default);

    /// <summary>The span of publishing a batch of runs, in the trace in which they were asked for.</summary>
    /// <param name="traceParent">W3C Trace Context; null for a trace of its own.</param>
    public static Activity? StartPublish(string? traceParent)
    {
        _ = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent);
        return Source.StartActivity("PublishRuns", ActivityKind.Producer, parent);
    }
}
