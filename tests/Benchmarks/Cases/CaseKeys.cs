namespace ReportScheduler.Benchmarks.Cases;

/// <summary>The cases' names on the command line.</summary>
internal static class CaseKeys
{
    public const string Plain = "plain";
    public const string PlainLarge = "plain-million";
    public const string Quartz = "quartz";
    public const string Hangfire = "hangfire";
    public const string Fired = "fired";
    public const string FiredLarge = "fired-million";
    public const string FiredByTwo = "fired-two";
    public const string FiredByFour = "fired-four";
    public const string Executed = "executed";
    public const string Steady = "steady";
    public const string Idle = "idle";

    /// <summary>In the order in which they are measured.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Plain, PlainLarge, Quartz, Hangfire, Fired, FiredLarge, FiredByTwo, FiredByFour, Executed, Steady, Idle];
}
