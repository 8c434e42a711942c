namespace ReportScheduler.Postgres;

/// <summary>What the Scheduler listens to, so that it need not poll.</summary>
public static class SchedulerSignals
{
    /// <summary>The NOTIFY channel.</summary>
    public const string Channel = "scheduler";

    /// <summary>A schedule's next fire may have come forward.</summary>
    public const string Schedules = "schedules";

    /// <summary>A run was requested outside of a schedule.</summary>
    public const string Runs = "runs";

    /// <summary>A run has ended, or was written, that decides over others.</summary>
    public const string Settlements = "settlements";

    /// <summary>Data has arrived for which runs may wait.</summary>
    public const string Gates = "gates";
}
