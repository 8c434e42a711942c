namespace ReportScheduler.Domain.Schedules;

/// <summary>The runs of a schedule that have not ended.</summary>
/// <param name="Active">Those that run, may run, or wait for their data.</param>
/// <param name="Queued">Those that wait for an earlier run to end.</param>
public readonly record struct ScheduleActivity(int Active, int Queued);

/// <summary>What becomes of a fire beside the runs that go on.</summary>
public enum OverlapOutcome
{
    Run,
    Queue,
    Skip,

    /// <summary>It runs, and the runs that go on are cancelled.</summary>
    Replace,
}

/// <summary>Decides over fires of one schedule, one after the other.</summary>
public static class Overlap
{
    /// <summary>The most fires that wait when <see cref="OverlapRule.Max"/> is absent.</summary>
    public const int DefaultQueue = 10;

    /// <summary>What becomes of the next fire, given what goes on.</summary>
    public static OverlapOutcome Decide(OverlapRule? rule, ScheduleActivity activity)
    {
        var policy = rule?.Policy ?? OverlapPolicy.Allow;
        var isIdle = activity is { Active: 0, Queued: 0 };
        return policy switch
        {
            OverlapPolicy.Allow => OverlapOutcome.Run,
            _ when isIdle => OverlapOutcome.Run,
            OverlapPolicy.CancelRunning => OverlapOutcome.Replace,
            OverlapPolicy.QueueOne when activity.Queued < 1 => OverlapOutcome.Queue,
            OverlapPolicy.QueueAll when activity.Queued < (rule!.Max ?? DefaultQueue) => OverlapOutcome.Queue,
            _ => OverlapOutcome.Skip,
        };
    }

    /// <summary>What goes on after that outcome.</summary>
    public static ScheduleActivity After(this ScheduleActivity activity, OverlapOutcome outcome) => outcome switch
    {
        OverlapOutcome.Run => activity with { Active = activity.Active + 1 },
        OverlapOutcome.Queue => activity with { Queued = activity.Queued + 1 },
        OverlapOutcome.Replace => new ScheduleActivity(1, 0),
        _ => activity,
    };
}
