using System.Globalization;
using CsCheck;
using NodaTime;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.UnitTests.Domain;

/// <summary>Dates and times told relative to a fire.</summary>
public sealed class RelativeTimeTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Theory]
    [InlineData("today", "2026-03-31")]
    [InlineData("  TODAY ", "2026-03-31")]
    [InlineData("yesterday", "2026-03-30")]
    [InlineData("tomorrow", "2026-04-01")]
    [InlineData("now", "2026-03-31")]
    [InlineData("today - 7 days", "2026-03-24")]
    [InlineData("today-7days", "2026-03-24")]
    [InlineData("today - 1 month", "2026-02-28")]
    [InlineData("today - 1 month + 1 month", "2026-03-28")]
    [InlineData("today + 2 weeks", "2026-04-14")]
    [InlineData("today - 1 quarter", "2025-12-31")]
    [InlineData("today + 1 year", "2027-03-31")]
    [InlineData("start of week", "2026-03-30")]
    [InlineData("End of Week", "2026-04-05")]
    [InlineData("start of month", "2026-03-01")]
    [InlineData("start of this month", "2026-03-01")]
    [InlineData("end of month", "2026-03-31")]
    [InlineData("start of previous month", "2026-02-01")]
    [InlineData("end of previous month", "2026-02-28")]
    [InlineData("start of previous month + 1 day", "2026-02-02")]
    [InlineData("start of next month", "2026-04-01")]
    [InlineData("start of quarter", "2026-01-01")]
    [InlineData("end of previous quarter", "2025-12-31")]
    [InlineData("start of next quarter", "2026-04-01")]
    [InlineData("start of year", "2026-01-01")]
    [InlineData("end of next year", "2027-12-31")]
    [InlineData("now + 2 hours", "2026-04-01")]
    public void ToDate_OnTheLastEveningOfMarch_IsTheDateInTheZone(string text, string expected)
    {
        // 22:30 in Berlin.
        var date = RelativeTime.TryParse(text)!.ToDate(Utc("2026-03-31T20:30:00Z"), Berlin);

        date!.Value.ToString("O", CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData("now", "2026-03-31T20:30:00Z")]
    [InlineData("now - 90 minutes", "2026-03-31T19:00:00Z")]
    [InlineData("today", "2026-03-30T22:00:00Z")]
    [InlineData("end of day", "2026-03-31T22:00:00Z")]
    [InlineData("end of previous month", "2026-02-28T23:00:00Z")]
    [InlineData("start of month", "2026-02-28T23:00:00Z")]
    [InlineData("start of week - 1 hour", "2026-03-29T21:00:00Z")]
    [InlineData("now - 1 week", "2026-03-24T21:30:00Z")]
    public void ToInstant_AcrossTheChangeToSummerTime_KeepsTheLocalTime(string text, string expected)
    {
        RelativeTime.TryParse(text)!.ToInstant(Utc("2026-03-31T20:30:00Z"), Berlin).Should().Be(Utc(expected));
    }

    [Theory]
    // 02:30 does not exist on 29 March: the end of the gap.
    [InlineData("now + 1 day", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z")]
    // Elapsed hours do not care.
    [InlineData("now + 24 hours", "2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z")]
    // 02:30 comes twice on 25 October: the first.
    [InlineData("now + 1 day", "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("now", "2026-10-25T01:30:00Z", "2026-10-25T01:30:00Z")]
    // A day of 23 and one of 25 hours.
    [InlineData("end of day", "2026-03-29T10:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("end of day", "2026-10-25T10:00:00Z", "2026-10-25T23:00:00Z")]
    public void ToInstant_WhereClocksChange_FollowsTheRuleOfSchedules(string text, string asOf, string expected)
    {
        RelativeTime.TryParse(text)!.ToInstant(Utc(asOf), Berlin).Should().Be(Utc(expected));
    }

    [Fact]
    public void ToInstant_MidnightThatTheClockLeavesOut_IsTheFirstMomentOfTheDay()
    {
        // Beirut goes from 00:00 to 01:00 on 29 March 2026.
        var beirut = DateTimeZoneProviders.Tzdb["Asia/Beirut"];

        RelativeTime.TryParse("today")!.ToInstant(Utc("2026-03-29T12:00:00Z"), beirut).Should().Be(Utc("2026-03-28T22:00:00Z"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-01")]
    [InlineData("the day before yesterday")]
    [InlineData("start month")]
    [InlineData("start of hour")]
    [InlineData("start of last month")]
    [InlineData("today - 7")]
    [InlineData("today 7 days")]
    [InlineData("today - days")]
    [InlineData("today - 1.5 days")]
    [InlineData("today - 7 dayss")]
    [InlineData("today - 100001 days")]
    [InlineData("today - 1001 years")]
    [InlineData("today + 1 day + 1 day + 1 day + 1 day + 1 day + 1 day")]
    [InlineData("now(); DROP TABLE x")]
    public void TryParse_TextThatIsNoExpression_IsNull(string text) => RelativeTime.TryParse(text).Should().BeNull();

    [Fact]
    public void ToDateAndToInstant_OutsideOfAllYears_AreNull()
    {
        var expression = RelativeTime.TryParse("today - 1000 years - 1000 years - 1000 years - 5 hours")!;

        expression.ToDate(Utc("2026-01-01T00:00:00Z"), Berlin).Should().BeNull();
        expression.ToInstant(Utc("2026-01-01T00:00:00Z"), Berlin).Should().BeNull();
    }

    [Fact]
    public void Periods_AtAnyTimeInAnyZone_HoldTheFireAndMeetWithoutGapOrOverlap()
    {
        var zones = DateTimeZoneProviders.Tzdb.Ids.ToArray();
        Gen.Select(
            Gen.Int[0, zones.Length - 1],
            Gen.Long[0, 4_102_444_800],
            OneOf("day", "week", "month", "quarter", "year"))
            .Sample((zone, seconds, unit) =>
            {
                var (at, where) = (DateTimeOffset.FromUnixTimeSeconds(seconds), DateTimeZoneProviders.Tzdb[zones[zone]]);
                DateTimeOffset Instant(string text) => RelativeTime.TryParse(text)!.ToInstant(at, where)!.Value;
                DateOnly Date(string text) => RelativeTime.TryParse(text)!.ToDate(at, where)!.Value;

                Instant($"start of {unit}").Should().BeOnOrBefore(at);
                Instant($"end of {unit}").Should().BeAfter(at);
                Instant($"end of previous {unit}").Should().Be(Instant($"start of {unit}"));
                Instant($"end of {unit}").Should().Be(Instant($"start of next {unit}"));
                Date($"start of {unit}").Should().BeOnOrBefore(Date("today"));
                Date($"end of {unit}").Should().BeOnOrAfter(Date("today"));
                Date($"end of previous {unit}").AddDays(1).Should().Be(Date($"start of {unit}"));
                Date($"start of {unit} + 1 {unit}").Should().Be(Date($"start of next {unit}"));
            });
    }

    [Fact]
    public void ToInstant_AsOfTheSameTime_IsTheSameWhateverTheTimeNow()
    {
        Gen.Select(Gen.Long[0, 4_102_444_800], Gen.Int[1, 1000], OneOf("minutes", "hours", "days", "weeks", "months", "quarters"))
            .Sample((seconds, count, unit) =>
            {
                var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
                var forth = RelativeTime.TryParse($"now + {count} {unit}")!.ToInstant(at, DateTimeZone.Utc)!.Value;

                forth.Should().BeAfter(at);
                RelativeTime.TryParse($"NOW+{count}{unit.ToUpperInvariant()}")!.ToInstant(at.ToOffset(TimeSpan.FromHours(5)), DateTimeZone.Utc).Should().Be(forth);
            });
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
