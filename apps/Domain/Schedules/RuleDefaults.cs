namespace ReportScheduler.Domain.Schedules;

/// <summary>Rules are stored without what is at its default and shown with it.</summary>
public static class RuleDefaults
{
    /// <summary>The most fires made up at once, and the most that wait, when a rule does not say.</summary>
    public const int Max = 10;

    /// <summary>Seconds between two queries of a gate that does not say.</summary>
    public const int PollSeconds = 60;

    /// <summary>Minutes that a fire waits at a gate that does not say.</summary>
    public const int GateMinutes = 120;

    /// <summary>Equal rules become the same record, whether defaults were written or left out.</summary>
    public static ScheduleRules WithoutDefaults(this ScheduleRules rules) => rules with
    {
        CatchUp = rules.CatchUp is { } catchUp ? Stored(catchUp) : null,
        Overlap = rules.Overlap is { Policy: not OverlapPolicy.Allow } overlap ? overlap with { Max = Unless(overlap.Max, Max) } : null,
        Gate = rules.Gate is { } gate ? gate with { PollSeconds = Unless(gate.PollSeconds, PollSeconds) } : null,
        AlertDestinationIds = rules.AlertDestinationIds is { Count: > 0 } ids ? ids : null,
    };

    /// <summary>What holds, written out.</summary>
    public static ScheduleRules WithDefaults(this ScheduleRules rules)
    {
        var (catchUp, overlap) = (rules.CatchUp ?? new CatchUpRule(), rules.Overlap ?? new OverlapRule());
        return rules with
        {
            CatchUp = catchUp with
            {
                WindowMinutes = catchUp.WindowMinutes ?? CatchUpRule.DefaultWindowMinutes,
                Max = catchUp.Policy == CatchUpPolicy.FireAll ? catchUp.Max ?? Max : null,
            },
            Overlap = overlap with { Max = overlap.Policy == OverlapPolicy.QueueAll ? overlap.Max ?? Max : null },
            Gate = rules.Gate is { Sql: not null } gate ? gate with { PollSeconds = gate.PollSeconds ?? PollSeconds } : rules.Gate,
            AlertDestinationIds = rules.AlertDestinationIds ?? [],
        };
    }

    private static CatchUpRule? Stored(CatchUpRule rule)
    {
        var stored = rule with { WindowMinutes = Unless(rule.WindowMinutes, CatchUpRule.DefaultWindowMinutes), Max = Unless(rule.Max, Max) };
        return stored == new CatchUpRule() ? null : stored;
    }

    private static int? Unless(int? value, int standard) => value == standard ? null : value;
}
