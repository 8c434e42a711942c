using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class DaylightSavingTests
{
    [Theory]
    [InlineData("0 7 * * 1-5", "Europe/Berlin", "2026-11-20T07:00:00Z", "2026-11-23T06:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-11-23T00:07:00Z", "2026-11-23T00:15:00Z")]
    [InlineData("30 0 7 * * *", "Asia/Kolkata", "2026-11-23T00:00:00Z", "2026-11-23T01:30:30Z")]
    [InlineData("@daily", "America/New_York", "2026-11-23T00:00:00Z", "2026-11-23T05:00:00Z")]
    [InlineData("0 6 L * *", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T06:00:00Z")]
    [InlineData("0 6 15W * *", "UTC", "2026-11-01T00:00:00Z", "2026-11-16T06:00:00Z")]
    [InlineData("0 6 * * 5#2", "UTC", "2026-11-01T00:00:00Z", "2026-11-13T06:00:00Z")]
    [InlineData("0 6 29 2 *", "UTC", "2026-03-01T00:00:00Z", "2028-02-29T06:00:00Z")]
    public void Next_OrdinaryExpression_IsTheFireInTheZone(string cron, string zone, string after, string expected)
    {
        var fire = Timings.Cron(cron, zone).Compile().Next(Timings.Time(after));

        fire.Should().BeEquivalentTo(new Fire(Timings.Time(expected), [], null, null));
    }

    [Theory]
    // The clocks go forward: what falls into the gap fires at its end, once.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("0 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z")]
    [InlineData("*/20 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T00:40:00Z", "2026-03-29T01:00:00Z")]
    // The clocks go back: a fixed time fires at its first occurrence only, a rhythm goes on through both.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    // Half an hour on Lord Howe Island; a day that does not exist in Samoa; winter time that is the exception in Dublin.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-03T15:00:00Z", "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z")]
    [InlineData("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", "2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    // Clocks of Morocco and Western Sahara go back for Ramadan only.
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-02-14T12:00:00Z", "2026-02-15T01:30:00Z", "2026-02-16T02:30:00Z")]
    [InlineData("30 2 * * *", "Africa/El_Aaiun", "2026-03-21T12:00:00Z", "2026-03-22T02:00:00Z", "2026-03-23T01:30:00Z")]
    // At midnight in Cairo; by two hours at Troll.
    [InlineData("30 0 * * *", "Africa/Cairo", "2026-04-23T12:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:30:00Z")]
    [InlineData("30 2 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("30 1 * * *", "Antarctica/Troll", "2026-10-24T12:00:00Z", "2026-10-24T23:30:00Z", "2026-10-26T01:30:00Z")]
    public void Next_AcrossATransition_FollowsTheDefaultRule(string cron, string zone, string after, string first, string second)
    {
        var fires = Timings.Cron(cron, zone).Compile().After(after).Take(2);

        fires.Select(fire => fire.At).Should().Equal(Timings.Time(first), Timings.Time(second));
    }

    [Theory]
    [InlineData(FoldPolicy.First, "30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData(FoldPolicy.Second, "30 2 * * *", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData(FoldPolicy.Both, "30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData(FoldPolicy.First, "30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z")]
    [InlineData(FoldPolicy.Second, "30 * * * *", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z")]
    [InlineData(FoldPolicy.Auto, "30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    public void Next_LocalTimeThatExistsTwice_FollowsTheFoldPolicy(FoldPolicy fold, string cron, string first, string second)
    {
        var timing = Timings.Cron(cron, "Europe/Berlin") with { Fold = fold };

        var fires = timing.Compile().After("2026-10-24T23:45:00Z").Take(2);

        fires.Select(fire => fire.At).Should().Equal(Timings.Time(first), Timings.Time(second));
    }

    [Fact]
    public void Next_GapPolicySkip_LeavesOutWhatDoesNotExist()
    {
        var timing = Timings.Cron("30 2 * * *", "Europe/Berlin") with { Gap = GapPolicy.Skip };

        timing.Compile().After("2026-03-28T12:00:00Z").First().At.Should().Be(Timings.Time("2026-03-30T00:30:00Z"));
    }

    [Fact]
    public void Next_ShiftedFire_TellsWhyItMoved()
    {
        var calendar = (Timings.Cron("30 2 * * *", "Europe/Berlin") with { Fold = FoldPolicy.Second }).Compile();

        calendar.After("2026-03-28T12:00:00Z").First().Shifts.Should()
            .Equal(new FireShift(FireShiftKind.Gap, "02:30 does not exist on 2026-03-29 in Europe/Berlin; fires at 03:00"));
        calendar.After("2026-10-24T12:00:00Z").First().Shifts.Should()
            .Equal(new FireShift(FireShiftKind.Fold, "02:30 exists twice on 2026-10-25 in Europe/Berlin; this is the second"));
        Timings.Cron("0 12 * * *", "Pacific/Apia").Compile().After("2011-12-29T23:00:00Z").First().Shifts.Should()
            .Equal(new FireShift(FireShiftKind.Gap, "12:00 does not exist on 2011-12-30 in Pacific/Apia; fires at 00:00 on 2011-12-31"));
    }

    [Fact]
    public void Next_EverySeconds_CountsElapsedTimeWhateverClocksDo()
    {
        var timing = Timings.Of("Europe/Berlin", new ScheduleEntry { EverySeconds = 5400, Anchor = Timings.Time("2026-10-24T22:00:00Z") });

        var fires = timing.Compile().After("2026-10-24T23:00:00Z").Take(4).Select(fire => fire.At).ToArray();

        fires.Should().StartWith(Timings.Time("2026-10-24T23:30:00Z"));
        fires.Zip(fires.Skip(1), (fire, next) => next - fire).Should().OnlyContain(distance => distance == TimeSpan.FromMinutes(90));
    }
}
