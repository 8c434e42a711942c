using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Worker.Runs;

/// <summary>Names workflow instances: the run's id, and the attempt when it is not the first.</summary>
internal static class WorkflowIds
{
    public static string Of(RunAttempt run) => run.Attempt == 1 ? $"{run.RunId}" : $"{run.RunId}-{run.Attempt}";
}
