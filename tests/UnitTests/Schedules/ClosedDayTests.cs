using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class ClosedDayTests
{
    private static readonly BusinessCalendar _christmas = Timings.Calendar(
        [new Holiday(new DateOnly(2026, 12, 25), "Christmas Day"), new Holiday(new DateOnly(2026, 12, 24), "Christmas Eve")],
        [new BlackoutWindow(new DateTime(2026, 12, 22, 6, 0, 0), new DateTime(2026, 12, 22, 8, 0, 0), "Year-end close")]);

    [Fact]
    public void Next_PolicySkip_ReturnsClosedFiresWithTheirReason()
    {
        var fires = Timings.Cron("0 7 * * *").With(ClosedDayPolicy.Skip).Compile(_christmas).After("2026-12-21T12:00:00Z").Take(6);

        fires.Select(fire => (fire.At.Day, fire.SkipReason, fire.SkipDetail)).Should().Equal(
            (22, "blackout", "Year-end close"), (23, null, null), (24, "holiday", "Christmas Eve"),
            (25, "holiday", "Christmas Day"), (26, "weekend", "Saturday"), (27, "weekend", "Sunday"));
    }

    [Theory]
    [InlineData(ClosedDayPolicy.NextBusinessDay, "22 23 28 29")]
    [InlineData(ClosedDayPolicy.PreviousBusinessDay, "21 23 28 29")]
    public void Next_PolicyMove_KeepsTheTimeOfDayAndMergesEqualFires(ClosedDayPolicy policy, string days)
    {
        var calendar = Timings.Calendar(_christmas.Holidays, policy == ClosedDayPolicy.PreviousBusinessDay ? _christmas.Blackouts : []);

        var fires = Timings.Cron("0 7 * * *", "Europe/Berlin").With(policy).Compile(calendar).After("2026-12-20T12:00:00Z")
            .SkipWhile(fire => fire.At.Day == 21 && policy == ClosedDayPolicy.NextBusinessDay).Take(4).ToList();

        string.Join(' ', fires.Select(fire => fire.At.Day)).Should().Be(days);
        fires.Should().OnlyContain(fire => fire.At.TimeOfDay == TimeSpan.FromHours(6) && fire.SkipReason == null);
    }

    [Fact]
    public void Next_BlackoutOnTheNewDay_CountsAsClosedToo()
    {
        var calendar = Timings.Calendar(null, [new BlackoutWindow(new DateTime(2026, 11, 23, 6, 0, 0), new DateTime(2026, 11, 23, 8, 0, 0), "Migration")]);

        var fire = Timings.Cron("0 7 21 11 *").With(ClosedDayPolicy.NextBusinessDay).Compile(calendar).After("2026-11-20T00:00:00Z").First();

        fire.At.Should().Be(Timings.Time("2026-11-24T07:00:00Z"));
        fire.Shifts.Should().Equal(new FireShift(FireShiftKind.ClosedDay, "2026-11-21 is closed (Saturday); fires on 2026-11-24"));
    }

    [Fact]
    public void Next_FiresMovedOntoOneDay_AreInOrderOfTheirTimes()
    {
        // Friday 09:00, Saturday 18:00 and Sunday 06:00.
        var timing = Timings.Of("UTC", new ScheduleEntry { Cron = "0 9 * * 1" }, new ScheduleEntry { Cron = "0 18 * * 6" }, new ScheduleEntry { Cron = "0 6 * * 0" });

        var fires = timing.With(ClosedDayPolicy.NextBusinessDay).Compile(Timings.Calendar()).After("2026-11-20T12:00:00Z").Take(3);

        fires.Select(fire => fire.At).Should().Equal(
            Timings.Time("2026-11-23T06:00:00Z"), Timings.Time("2026-11-23T09:00:00Z"), Timings.Time("2026-11-23T18:00:00Z"));
    }

    [Fact]
    public void Next_MoreThan31ClosedDays_SkipsTheFireWhereItIs()
    {
        var calendar = Timings.Calendar([.. Enumerable.Range(0, 32).Select(day => new Holiday(new DateOnly(2026, 7, 1).AddDays(day), "Summer"))]);

        var fires = Timings.Cron("0 7 1 * *").With(ClosedDayPolicy.NextBusinessDay).Compile(calendar).After("2026-06-02T00:00:00Z").Take(2).ToList();

        fires[0].Should().BeEquivalentTo(new Fire(Timings.Time("2026-07-01T07:00:00Z"), [], "holiday", "Summer"));
        fires[1].At.Should().Be(Timings.Time("2026-08-03T07:00:00Z"));
    }

    [Fact]
    public void Next_EverySecondsOnClosedDays_MovesThoseTicksOnly()
    {
        var timing = Timings.Of("UTC", new ScheduleEntry { EverySeconds = 36_000, Anchor = Timings.Time("2026-11-20T00:00:00Z") });

        var fires = timing.With(ClosedDayPolicy.NextBusinessDay).Compile(Timings.Calendar()).After("2026-11-20T12:00:00Z").Take(8);

        // Saturday 06:00, 16:00, Sunday 02:00, 12:00, 22:00 come on Monday beside Monday's own 08:00 and 18:00.
        fires.Select(fire => $"{fire.At:dd HH}").Should().Equal("20 20", "23 02", "23 06", "23 08", "23 12", "23 16", "23 18", "23 22");
    }

    [Fact]
    public void Next_EverySecondsWithNothingClosedAhead_DoesNotSearchForCenturies()
    {
        var timing = Timings.Of("UTC", new ScheduleEntry { EverySeconds = 3600 }).With(ClosedDayPolicy.NextBusinessDay);
        var calendar = timing.Compile(Timings.Calendar([new Holiday(new DateOnly(2026, 1, 1), "New Year")]) with { Weekend = [] });

        // Searching on would take minutes for so many.
        calendar.After("2026-11-23T00:00:00Z").Take(20_000).Should().HaveCount(20_000);
    }

    [Theory]
    [InlineData(1, "2026-12-01")]
    [InlineData(-1, "2026-12-31")]
    [InlineData(18, "2026-12-28")]
    public void Next_BusinessDay_CountsWhatTheCalendarLeavesOpen(int ordinal, string date)
    {
        var timing = Timings.Of("Europe/Berlin", new ScheduleEntry { BusinessDay = ordinal, Time = "07:00" }).With(ClosedDayPolicy.Skip);

        var fire = timing.Compile(_christmas).After("2026-11-30T12:00:00Z").First();

        fire.At.Should().Be(Timings.Time($"{date}T06:00:00Z"));
    }

    [Fact]
    public void Next_BusinessDayWithoutCalendar_TakesMondayToFriday()
    {
        var timing = Timings.Of("UTC", new ScheduleEntry { BusinessDay = -1, Time = "18:30" });

        timing.Compile().After("2026-02-01T00:00:00Z").Take(4).Select(fire => $"{fire.At:MM-dd HH:mm}").Should()
            .Equal("02-27 18:30", "03-31 18:30", "04-30 18:30", "05-29 18:30");
    }
}
