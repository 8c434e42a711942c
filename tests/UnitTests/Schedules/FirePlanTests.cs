using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class FirePlanTests
{
    private static readonly DateTimeOffset _due = Timings.Time("2026-11-23T01:00:00Z");
    private static readonly FireCalendar _hourly = Timings.Cron("0 * * * *").Compile();

    [Fact]
    public void Create_OnTime_RunsTheFire()
    {
        var plan = FirePlan.Create(_hourly, null, _due, _due.AddSeconds(1), null);

        plan.Fires.Should().Equal(new PlannedFire(_due, null, null));
        plan.Next.Should().Be(_due.AddHours(1));
    }

    [Theory]
    [InlineData(CatchUpPolicy.FireOnce, null, null, "MMMR")]
    [InlineData(CatchUpPolicy.FireAll, 2, null, "MMRR")]
    [InlineData(CatchUpPolicy.FireAll, null, null, "RRRR")]
    [InlineData(CatchUpPolicy.FireAll, 10, 100, "MMRR")]
    [InlineData(CatchUpPolicy.FireOnce, null, 20, "MMMM")]
    [InlineData(CatchUpPolicy.Skip, null, null, "MMMM")]
    public void Create_AfterAnOutage_FollowsTheCatchUpRule(CatchUpPolicy policy, int? max, int? window, string expected)
    {
        var rule = new CatchUpRule { Policy = policy, Max = max, WindowMinutes = window };

        var plan = FirePlan.Create(_hourly, rule, _due, _due.AddHours(3.5), null);

        Letters(plan).Should().Be(expected);
        plan.Fires.Select(fire => fire.At).Should().Equal(Enumerable.Range(0, 4).Select(hour => _due.AddHours(hour)));
        plan.Next.Should().Be(_due.AddHours(4));
    }

    [Theory]
    [InlineData(60, "MR")]
    [InlineData(61, "MM")]
    public void Create_PolicySkip_RunsWhatIsWithinTheGrace(int secondsLate, string expected)
    {
        var rule = new CatchUpRule { Policy = CatchUpPolicy.Skip };

        Letters(FirePlan.Create(_hourly, rule, _due, _due.AddHours(1).AddSeconds(secondsLate), null)).Should().Be(expected);
    }

    [Fact]
    public void Create_DownForLongerThanTheWindow_MissesAll() =>
        Letters(FirePlan.Create(Timings.Cron("0 1 * * 1").Compile(), null, _due, _due.AddHours(25), null)).Should().Be("M");

    [Fact]
    public void Create_FiresThatCalendarsClose_KeepTheirReasonAndTakeNoPlace()
    {
        var calendar = Timings.Cron("0 12 * * *").With(ClosedDayPolicy.Skip).Compile(Timings.Calendar());
        var due = Timings.Time("2026-11-19T12:00:00Z");

        var plan = FirePlan.Create(calendar, new CatchUpRule { WindowMinutes = 10_000 }, due, due.AddDays(3), null);

        plan.Fires.Select(fire => fire.SkipReason).Should().Equal("missed", null, "weekend", "weekend");
    }

    [Theory]
    [InlineData(CatchUpPolicy.FireOnce, 1)]
    [InlineData(CatchUpPolicy.FireAll, 1000)]
    [InlineData(CatchUpPolicy.FireAll, 7)]
    public void Create_MoreFiresDueThanAPlanHolds_GivesTheSameAsOnePlanWould(CatchUpPolicy policy, int max)
    {
        var calendar = Timings.Cron("* * * * * *").Compile();
        var now = _due.AddSeconds(3499);
        var rule = new CatchUpRule { Policy = policy, Max = max };
        var fires = new List<PlannedFire>();
        var plans = 0;
        for (DateTimeOffset? due = _due; due <= now; plans++)
        {
            var plan = FirePlan.Create(calendar, rule, due.Value, now, null);
            plan.Fires.Count.Should().BeInRange(1, FirePlan.MaxFires);
            fires.AddRange(plan.Fires);
            due = plan.Next;
        }

        plans.Should().Be(4);
        fires.Select(fire => fire.At).Should().Equal(Enumerable.Range(0, 3500).Select(second => _due.AddSeconds(second)));
        fires.FindIndex(fire => fire.SkipReason is null).Should().Be(3500 - max);
        fires.Skip(3500 - max).Should().OnlyContain(fire => fire.SkipReason == null);
    }

    [Fact]
    public void Create_LatestOpenFireBeforeAThousandClosedOnes_Runs()
    {
        // Open up to 01:00, closed for an hour.
        var calendar = Timings.Cron("* * * * * *").With(ClosedDayPolicy.Skip).Compile(
            Timings.Calendar(null, [new BlackoutWindow(new DateTime(2026, 11, 23, 1, 0, 1), new DateTime(2026, 11, 23, 2, 0, 0), "Migration")]));

        var plan = FirePlan.Create(calendar, null, _due, _due.AddMinutes(50), null);

        plan.Fires[0].SkipReason.Should().BeNull();
        plan.Fires.Skip(1).Should().HaveCount(FirePlan.MaxFires - 1).And.OnlyContain(fire => fire.SkipReason == "blackout");
    }

    [Theory]
    [InlineData(5, "RRRR", 1)]
    [InlineData(2, "RR", 0)]
    [InlineData(0, "", 0)]
    public void Create_WithRemainingCount_EndsWithTheLastRun(int remaining, string expected, int left)
    {
        var plan = FirePlan.Create(_hourly, new CatchUpRule { Policy = CatchUpPolicy.FireAll }, _due, _due.AddHours(3), remaining);

        Letters(plan).Should().Be(expected);
        plan.Remaining.Should().Be(left);
        plan.Next.HasValue.Should().Be(left > 0);
    }

    [Fact]
    public void Create_SkippedFires_DoNotCount() =>
        FirePlan.Create(_hourly, null, _due, _due.AddHours(3), 5).Remaining.Should().Be(4);

    [Fact]
    public void Create_ClockWentBack_FiresNothingAndKeepsTheDueTime()
    {
        var plan = FirePlan.Create(_hourly, null, _due, _due.AddHours(-2), 3);

        plan.Fires.Should().BeEmpty();
        plan.Next.Should().Be(_due);
        plan.Remaining.Should().Be(3);
    }

    [Fact]
    public void Create_DueTimeThatIsNoFireAnyMore_GoesOnWithTheNextOne()
    {
        var plan = FirePlan.Create(_hourly, null, _due.AddMinutes(-30), _due.AddMinutes(-10), null);

        plan.Fires.Should().BeEmpty();
        plan.Next.Should().Be(_due);
    }

    // Hangfire #546 and #1591: a job that had never run lost its miss, or made up 300 at once.
    [Fact]
    public void Create_NeverRunAndDownForMonths_RunsOnceAndRecordsTheRest()
    {
        var due = Timings.Time("2026-01-01T07:00:00Z");

        var plan = FirePlan.Create(Timings.Cron("0 7 * * *").Compile(), null, due, due.AddDays(300).AddHours(1), null);

        plan.Fires.Should().HaveCount(301);
        plan.Fires.Where(fire => fire.SkipReason is null).Should().ContainSingle().Which.At.Should().Be(due.AddDays(300));
    }

    // Hangfire #728: a job fired at once when its cron was edited.
    [Fact]
    public void Create_EditedSchedule_DoesNotFireThePast()
    {
        var now = Timings.Time("2026-11-23T12:00:00Z");
        var edited = Timings.Cron("0 11 * * *").Compile();

        var plan = FirePlan.Create(edited, null, edited.Next(now)!.At, now, null);

        plan.Fires.Should().BeEmpty();
        plan.Next.Should().Be(now.AddHours(23));
    }

    private static string Letters(FirePlan plan) => string.Concat(plan.Fires.Select(fire => fire.SkipReason switch
    {
        null => 'R',
        "missed" => 'M',
        _ => '?',
    }));
}
