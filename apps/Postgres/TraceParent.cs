using System.Diagnostics;

namespace ReportScheduler.Postgres;

/// <summary>
/// The trace in which a run is asked for, which the ledger keeps for whoever works on the run: a message may lead a worker to
/// other runs than those it names. The database fills the column from the setting <c>app.trace_parent</c>.
/// </summary>
internal static class TraceParent
{
    /// <summary>The caller's span as W3C Trace Context writes it; null when it is not recorded.</summary>
    public static string? Current =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;
}
