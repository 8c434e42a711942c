namespace ReportScheduler.Domain.Schedules;

/// <summary>Why a fire is recorded but does not run; stable codes of the ledger.</summary>
public static class SkipReasons
{
    public const string Holiday = "holiday";
    public const string Weekend = "weekend";
    public const string Blackout = "blackout";

    /// <summary>It came due while nobody looked, and the catch-up rule does not make it up.</summary>
    public const string Missed = "missed";
}
