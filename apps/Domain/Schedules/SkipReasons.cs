namespace ReportScheduler.Domain.Schedules;

/// <summary>Why a fire is recorded but does not run; stable codes of the ledger.</summary>
public static class SkipReasons
{
    public const string Holiday = "holiday";
    public const string Weekend = "weekend";
    public const string Blackout = "blackout";

    /// <summary>It came due while nobody looked, and the catch-up rule does not make it up.</summary>
    public const string Missed = "missed";

    /// <summary>An earlier run of the schedule went on.</summary>
    public const string Overlap = "overlap";

    /// <summary>Its data did not arrive in time.</summary>
    public const string DataNotReady = "dataNotReady";

    /// <summary>The schedule was edited after the fire was due and before it was taken.</summary>
    public const string Edited = "edited";

    /// <summary>The schedule was paused after the fire was due and before it was taken.</summary>
    public const string Paused = "paused";
}
