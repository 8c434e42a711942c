namespace ReportScheduler.Domain.Schedules;

/// <summary>Checks the rules of a schedule as they stand by themselves; what they refer to is checked by who knows it.</summary>
public static class RuleChecks
{
    private const int MaxSqlLength = 100_000;
    private const int MaxEventLength = 200;

    /// <summary>Adds an error for every rule that cannot be used, with paths such as <c>rules.catchUp.max</c>.</summary>
    public static void Check(ScheduleRules rules, ICollection<FieldError> errors)
    {
        errors.CheckRange("rules.pauseAfterFailures", rules.PauseAfterFailures, 1, 100, "runs");
        errors.CheckRange("rules.maxFires", rules.MaxFires, 1, 1_000_000, "runs");
        errors.CheckRange("rules.deadlineMinutes", rules.DeadlineMinutes, 1, 10_080, "minutes");
        if (rules.CatchUp is { } catchUp) CheckCatchUp(catchUp, errors);
        if (rules.Overlap is { } overlap)
            CheckMax("rules.overlap.max", overlap.Max, overlap.Policy == OverlapPolicy.QueueAll, "queueAll", errors);
        if (rules.Gate is { } gate) CheckGate(gate, errors);
        if (rules is { MaxFires: not null, AfterScheduleId: not null })
            errors.Add(new("rules.maxFires", "not_with_chain", "Leave it out: the schedule that this one follows decides how often it runs."));
    }

    private static void CheckCatchUp(CatchUpRule rule, ICollection<FieldError> errors)
    {
        errors.CheckRange("rules.catchUp.windowMinutes", rule.WindowMinutes, 1, 44_640, "minutes");
        CheckMax("rules.catchUp.max", rule.Max, rule.Policy == CatchUpPolicy.FireAll, "fireAll", errors);
    }

    private static void CheckMax(string field, int? max, bool isOfPolicy, string policy, ICollection<FieldError> errors)
    {
        if (max is not null && !isOfPolicy) errors.Add(new(field, "not_of_policy", $"Leave it out: it belongs to the policy {policy}."));
        else errors.CheckRange(field, max, 1, 1000, "fires");
    }

    private static void CheckGate(GateRule gate, ICollection<FieldError> errors)
    {
        if (gate.Sql is null == gate.Event is null)
            errors.Add(new("rules.gate", "one_of_two", "Give either sql or event."));
        else if (gate.Sql is { } sql && (string.IsNullOrWhiteSpace(sql) || sql.Length > MaxSqlLength || sql.Contains('\0')))
            errors.Add(new("rules.gate.sql", "invalid_sql", $"Give a query of at most {MaxSqlLength} characters whose first value is true or false."));
        else if (gate.Event is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > MaxEventLength || name.Any(char.IsControl)))
            errors.Add(new("rules.gate.event", "invalid_text", $"Give the name of an event: one line of at most {MaxEventLength} characters."));

        errors.CheckRange("rules.gate.timeoutMinutes", gate.TimeoutMinutes, 1, 1440, "minutes");
        if (gate is { PollSeconds: not null, Sql: null })
            errors.Add(new("rules.gate.pollSeconds", "not_of_policy", "Leave it out: it belongs to sql."));
        else
            errors.CheckRange("rules.gate.pollSeconds", gate.PollSeconds, 10, 3600, "seconds");
    }

    private static void CheckRange(this ICollection<FieldError> errors, string field, int? value, int least, int most, string unit)
    {
        if (value < least || value > most) errors.Add(new(field, "out_of_range", FormattableString.Invariant($"Give {least} to {most:N0} {unit}.")));
    }
}
