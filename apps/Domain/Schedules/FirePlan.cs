namespace ReportScheduler.Domain.Schedules;

/// <summary>What becomes of a schedule that is due.</summary>
/// <param name="Fires">The fires it accounts for, oldest first; each becomes a row of the ledger.</param>
/// <param name="Next">The first fire after those; null when there is none. When it is already due, plan again at once.</param>
/// <param name="Remaining">How many more fires may run; null without a limit.</param>
public sealed record FirePlan(IReadOnlyList<PlannedFire> Fires, DateTimeOffset? Next, int? Remaining)
{
    /// <summary>The most fires one plan accounts for.</summary>
    public const int MaxFires = 1000;

    /// <summary>With <see cref="CatchUpPolicy.FireAll"/>: the most fires made up at once when the rule gives none.</summary>
    public const int DefaultMax = 10;

    /// <summary>With <see cref="CatchUpPolicy.Skip"/>: a fire that is this late still runs.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    // Far more than lie in any window worth catching up with; beyond it, no more than `max` open fires can be missing.
    private const int MaxLookahead = 100_000;

    /// <summary>Plans the fires from <paramref name="due"/> up to <paramref name="now"/>.</summary>
    /// <remarks>
    /// A fire runs when it lies in the window and fewer than the rule's maximum of later ones are due. So the answer for one
    /// fire is the same whichever plan of several accounts for it. Fires that calendars close keep their own reason and never
    /// take the place of one that runs. A <paramref name="due"/> that is no fire (any more) fires nothing by itself, and a due
    /// time in the future, after clocks went back, is kept.
    /// </remarks>
    /// <param name="calendar">The schedule's fires.</param>
    /// <param name="catchUp">Null for the default: the latest fire of the last 24 hours runs.</param>
    /// <param name="due">The stored next fire, on the nominal axis.</param>
    /// <param name="now">On the nominal axis: the present moment minus the schedule's jitter.</param>
    /// <param name="remaining">How many fires may run; null without a limit. The oldest are counted first.</param>
    /// <exception cref="FireOrderException">The calendar's next fire does not lie after the one before.</exception>
    public static FirePlan Create(FireCalendar calendar, CatchUpRule? catchUp, DateTimeOffset due, DateTimeOffset now, int? remaining)
    {
        if (remaining <= 0) return new FirePlan([], null, 0);
        if (due > now) return new FirePlan([], due, remaining);

        var (max, window) = Limits(catchUp);
        var fires = new List<Fire>(1);
        var next = calendar.Next(due.AddTicks(-1));
        for (; next is not null && next.At <= now && fires.Count < MaxFires; next = calendar.Next(next.At)) fires.Add(next);

        return Account(fires, next?.At, OpenAfter(calendar, next, now, max), max, now - window, remaining);
    }

    private static (int Max, TimeSpan Window) Limits(CatchUpRule? rule)
    {
        var window = TimeSpan.FromMinutes(rule?.WindowMinutes ?? CatchUpRule.DefaultWindowMinutes);
        return rule?.Policy switch
        {
            CatchUpPolicy.FireAll => (rule.Max ?? DefaultMax, window),
            CatchUpPolicy.Skip => (1, Grace),
            _ => (1, window),
        };
    }

    // How many open fires are due beyond those this plan accounts for; no more than `max` are of interest.
    private static int OpenAfter(FireCalendar calendar, Fire? fire, DateTimeOffset now, int max)
    {
        var open = 0;
        for (var i = 0; fire is not null && fire.At <= now && open < max && i < MaxLookahead; i++, fire = calendar.Next(fire.At))
        {
            if (fire.SkipReason is null) open++;
        }

        return open;
    }

    private static FirePlan Account(List<Fire> fires, DateTimeOffset? next, int openLater, int max, DateTimeOffset oldest, int? remaining)
    {
        var openLeft = openLater + fires.Count(fire => fire.SkipReason is null);
        var planned = new List<PlannedFire>(fires.Count);
        foreach (var fire in fires)
        {
            if (fire.SkipReason is not null)
            {
                planned.Add(new PlannedFire(fire.At, fire.SkipReason, fire.SkipDetail));
                continue;
            }

            var runs = openLeft <= max && fire.At >= oldest;
            openLeft--;
            planned.Add(runs ? new PlannedFire(fire.At, null, null) : new PlannedFire(fire.At, SkipReasons.Missed, null));
            if (runs && --remaining == 0) return new FirePlan(planned, null, 0);
        }

        return new FirePlan(planned, next, remaining);
    }
}

/// <summary>A fire that is due.</summary>
/// <param name="At">Its instant on the nominal axis.</param>
/// <param name="SkipReason">Null when it runs; otherwise one of <see cref="SkipReasons"/>.</param>
/// <param name="SkipDetail">What the reason refers to, for example the name of a holiday.</param>
public sealed record PlannedFire(DateTimeOffset At, string? SkipReason, string? SkipDetail);
