namespace ReportScheduler.Postgres.Runs;

/// <summary>What those who follow a run listen to.</summary>
public static class RunSignals
{
    /// <summary>The NOTIFY channel; the payload is the id of the run that has a new event.</summary>
    public const string Channel = "run_events";
}
