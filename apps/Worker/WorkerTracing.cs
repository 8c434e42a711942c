using System.Diagnostics;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Worker;

/// <summary>Spans of the Worker.</summary>
internal static class WorkerTracing
{
    private static readonly ActivitySource Source = new("ReportScheduler.Worker");

    /// <summary>
    /// The span in which a run is started: in the trace in which it was asked for, with a link to the message that made room for
    /// it; in the message's trace where the run has none.
    /// </summary>
    /// <param name="traceParent">W3C Trace Context.</param>
    public static Activity? StartRun(RunAttempt run, string? traceParent)
    {
        var message = Activity.Current?.Context ?? default;
        if (!ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent)) parent = message;
        return Source.StartActivity(
            "StartRun",
            ActivityKind.Consumer,
            parent,
            [new("report_scheduler.run_id", run.RunId), new("report_scheduler.attempt", run.Attempt)],
            message == default || message == parent ? [] : [new ActivityLink(message)]);
    }
}
