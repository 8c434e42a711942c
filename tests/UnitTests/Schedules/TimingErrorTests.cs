using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class TimingErrorTests
{
    private const string Start = "2026-01-01T07:00:00";

    [Theory]
    [InlineData("61 * * * *", "invalid_cron")]
    [InlineData("@every_second", "invalid_cron")]
    [InlineData("@reboot", "invalid_cron")]
    [InlineData("* * *", "invalid_cron")]
    [InlineData("", "invalid_cron")]
    [InlineData("* * * * * * *", "invalid_cron")]
    [InlineData("0 0 31 2 *", "never_fires")]
    public void TryCreate_CronThatIsNone_NamesTheEntry(string cron, string code)
    {
        var error = Timings.Cron(cron).Errors().Should().ContainSingle().Subject;

        (error.Field, error.Code).Should().Be(("timing.entries[0].cron", code));
    }

    [Fact]
    public void TryCreate_CronLongerThanAllowed_IsRefused() =>
        Timings.Cron($"{string.Join(',', Enumerable.Range(0, 60))} {string.Join(',', Enumerable.Range(0, 24))} * * *").Errors()
            .Should().ContainSingle().Which.Message.Should().Contain("200");

    [Theory]
    [InlineData("DAILY", "alone")]
    [InlineData("RRULE:FREQ=DAILY", "alone")]
    [InlineData("DTSTART;TZID=Europe/Berlin:20260101T070000;FREQ=DAILY", "alone")]
    [InlineData("INTERVAL=2", "FREQ=DAILY")]
    [InlineData("FREQ=FORTNIGHTLY", "WEEKLY")]
    [InlineData("FREQ=DAILY;FREQ=DAILY", "twice")]
    [InlineData("FREQ=DAILY;INTERVAL=0", "from 1 to")]
    [InlineData("FREQ=DAILY;COUNT=1000000", "from 1 to 10000")]
    [InlineData("FREQ=DAILY;COUNT=2;UNTIL=20270101", "not both")]
    [InlineData("FREQ=DAILY;UNTIL=20270101T000000Z", "without zone")]
    [InlineData("FREQ=DAILY;BYHOUR=24", "0 to 23")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0", "without 0")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY")]
    [InlineData("FREQ=WEEKLY;BYDAY=2MO", "position")]
    [InlineData("FREQ=DAILY;BYYEARDAY=1", "BYMONTH")]
    [InlineData("FREQ=MONTHLY;BYWEEKNO=1", "YEARLY")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1", "BYDAY")]
    [InlineData("FREQ=DAILY;BYEASTER=1", "BYEASTER")]
    [InlineData("FREQ=YEARLY;BYHOUR=1,2,3,4,5,6", "times of day")]
    public void TryCreate_RuleThatIsNone_TellsWhatWouldBeRight(string rule, string hint)
    {
        var error = Timings.Rule(rule, Start).Errors().Should().ContainSingle().Subject;

        (error.Field, error.Code).Should().Be(("timing.entries[0].rrule", "invalid_rrule"));
        error.Message.Should().Contain(hint);
    }

    [Theory]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31")]
    [InlineData("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31")]
    [InlineData("FREQ=SECONDLY;INTERVAL=60;BYSECOND=30")]
    [InlineData("FREQ=DAILY;UNTIL=20251231")]
    public void TryCreate_RuleWithoutAnyDate_SaysSoInsteadOfSearchingForEver(string rule) =>
        Timings.Rule(rule, Start).Errors().Should().ContainSingle().Which.Code.Should().Be("never_fires");

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    [InlineData("W. Europe Standard Time")]
    public void TryCreate_UnknownZone_IsTold(string zone) =>
        Timings.Cron("@daily", zone).Errors().Should().ContainSingle().Which.Should()
            .Match<ReportScheduler.Domain.FieldError>(error => error.Field == "timing.timeZone" && error.Code == "unknown_time_zone");

    [Fact]
    public void TryCreate_ZoneWithoutEntries_IsRefused() =>
        Timings.Of("UTC").Errors().Should().ContainSingle().Which.Field.Should().Be("timing.entries");

    [Fact]
    public void TryCreate_MoreEntriesThanAllowed_IsRefused() =>
        Timings.Of("UTC", [.. Enumerable.Repeat(new ScheduleEntry { Cron = "@daily" }, 21)]).Errors()
            .Should().ContainSingle().Which.Code.Should().Be("too_many");

    public static TheoryData<ScheduleEntry, string> WrongEntries => new()
    {
        { new ScheduleEntry(), "timing.entries[0]" },
        { new ScheduleEntry { Cron = "@daily", EverySeconds = 60 }, "timing.entries[0]" },
        { new ScheduleEntry { Cron = "@daily", Start = Start }, "timing.entries[0].start" },
        { new ScheduleEntry { EverySeconds = 60, Time = "07:00" }, "timing.entries[0].time" },
        { new ScheduleEntry { At = Start, Anchor = DateTimeOffset.UnixEpoch }, "timing.entries[0].anchor" },
        { new ScheduleEntry { Rrule = "FREQ=DAILY" }, "timing.entries[0].start" },
        { new ScheduleEntry { Rrule = "FREQ=DAILY", Start = "2026-01-01T07:00:00Z" }, "timing.entries[0].start" },
        { new ScheduleEntry { At = "tomorrow" }, "timing.entries[0].at" },
        { new ScheduleEntry { At = "0001-01-01T00:00:00" }, "timing.entries[0].at" },
        { new ScheduleEntry { EverySeconds = 0 }, "timing.entries[0].everySeconds" },
        { new ScheduleEntry { EverySeconds = long.MaxValue }, "timing.entries[0].everySeconds" },
        { new ScheduleEntry { EverySeconds = 60, Anchor = DateTimeOffset.MaxValue }, "timing.entries[0].anchor" },
        { new ScheduleEntry { BusinessDay = 0, Time = "07:00" }, "timing.entries[0].businessDay" },
        { new ScheduleEntry { BusinessDay = int.MinValue, Time = "07:00" }, "timing.entries[0].businessDay" },
        { new ScheduleEntry { BusinessDay = 1, Time = "7 am" }, "timing.entries[0].time" },
        { new ScheduleEntry { BusinessDay = 1 }, "timing.entries[0].time" },
    };

    [Theory]
    [MemberData(nameof(WrongEntries))]
    public void TryCreate_EntryThatIsNone_NamesTheMember(ScheduleEntry entry, string field) =>
        Timings.Of("UTC", entry).Errors().Should().ContainSingle().Which.Field.Should().Be(field);

    [Fact]
    public void TryCreate_EndNotAfterStart_IsRefused()
    {
        var start = Timings.Time("2026-01-01T00:00:00Z");

        (Timings.Cron("@daily") with { StartAt = start, EndAt = start }).Errors()
            .Should().ContainSingle().Which.Code.Should().Be("end_before_start");
    }

    [Fact]
    public void TryCreate_NothingBetweenStartAndEnd_IsRefused()
    {
        var timing = Timings.Cron("0 7 1 1 *") with { StartAt = Timings.Time("2026-02-01T00:00:00Z"), EndAt = Timings.Time("2026-03-01T00:00:00Z") };

        timing.Errors().Should().ContainSingle().Which.Should()
            .Match<ReportScheduler.Domain.FieldError>(error => error.Field == "timing.endAt" && error.Code == "never_fires");
    }

    [Fact]
    public void TryCreate_SeveralMistakes_AreAllTold()
    {
        var timing = Timings.Of("Nowhere", new ScheduleEntry { Cron = "x" }, new ScheduleEntry()) with
        {
            JitterSeconds = 3601,
            Calendars = [new CalendarReference(Timings.CalendarId)],
        };

        timing.Errors().Select(error => error.Field).Should().BeEquivalentTo(
            "timing.timeZone", "timing.jitterSeconds", "timing.calendars[0]", "timing.entries[0].cron", "timing.entries[1]");
    }

    [Fact]
    public void Create_InvalidTiming_ThrowsItsFirstMessage()
    {
        var create = () => FireCalendar.Create(Timings.Cron("@daily", "Nowhere"), []);

        create.Should().Throw<FormatException>().WithMessage("Name an IANA time zone*");
    }
}
