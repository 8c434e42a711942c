using CsCheck;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.TestKit.Simulation;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class FireCalendarTests
{
    [Theory]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR", "1970-01-01T07:00:00", "2026-11-27T07:00:00Z", "2026-12-25T07:00:00Z")]
    [InlineData("FREQ=MONTHLY", "2026-01-31T07:00:00", "2026-12-31T07:00:00Z", "2027-01-31T07:00:00Z")]
    [InlineData("FREQ=YEARLY", "2024-02-29T07:00:00", "2028-02-29T07:00:00Z", "2032-02-29T07:00:00Z")]
    [InlineData("FREQ=YEARLY;BYMONTHDAY=13", "2020-05-01T07:00:00", "2026-12-13T07:00:00Z", "2027-01-13T07:00:00Z")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2020-01-01T07:00:00", "2027-01-04T07:00:00Z", "2028-01-03T07:00:00Z")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "1990-01-02T07:00:00", "2026-12-01T07:00:00Z", "2026-12-15T07:00:00Z")]
    [InlineData("FREQ=SECONDLY;INTERVAL=7;BYMONTH=1", "1970-01-01T00:00:00", "2027-01-01T00:00:01Z", "2027-01-01T00:00:08Z")]
    [InlineData("freq=daily;bymonthday=-1", "2026-01-01T07:00:00", "2026-11-30T07:00:00Z", "2026-12-31T07:00:00Z")]
    public void Next_Rule_FollowsRfc5545(string rule, string start, string first, string second)
    {
        var fires = Timings.Rule(rule, start).Compile().After("2026-11-23T12:00:00Z").Take(2);

        fires.Select(fire => fire.At).Should().Equal(Timings.Time(first), Timings.Time(second));
    }

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=3", 3)]
    [InlineData("FREQ=DAILY;UNTIL=20260104", 4)]
    [InlineData("FREQ=DAILY;UNTIL=20260104T070000", 4)]
    [InlineData("FREQ=DAILY;UNTIL=20260104T065959", 3)]
    [InlineData("FREQ=HOURLY;COUNT=10000", 10_000)]
    public void Next_RuleWithAnEnd_FiresThatOften(string rule, int expected) =>
        Timings.Rule(rule, "2026-01-01T07:00:00").Compile().After("2020-01-01T00:00:00Z").Should().HaveCount(expected);

    [Fact]
    public void Next_OneOff_FiresOnceInItsZone() =>
        Timings.Of("America/Sao_Paulo", new ScheduleEntry { At = "2026-12-24T07:00" }).Compile().After("2026-01-01T00:00:00Z")
            .Select(fire => fire.At).Should().Equal(Timings.Time("2026-12-24T10:00:00Z"));

    [Fact]
    public void Next_SeveralEntries_MergeAndFireEqualInstantsOnce()
    {
        var timing = Timings.Of("UTC", new ScheduleEntry { Cron = "0 */6 * * *" }, new ScheduleEntry { Cron = "0 */4 * * *" });

        timing.Compile().After("2026-11-23T00:00:00Z").Take(5).Select(fire => fire.At.Hour).Should().Equal(4, 6, 8, 12, 16);
    }

    [Fact]
    public void Next_StartAndEnd_AreInclusiveAndExclusive()
    {
        var timing = Timings.Cron("0 * * * *") with { StartAt = Timings.Time("2026-11-23T08:00:00+01:00"), EndAt = Timings.Time("2026-11-23T09:00:00Z") };

        timing.Compile().After("2020-01-01T00:00:00Z").Select(fire => fire.At).Should()
            .Equal(Timings.Time("2026-11-23T07:00:00Z"), Timings.Time("2026-11-23T08:00:00Z"));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "1900-01-02T00:00:00Z")]
    [InlineData("2399-12-31T12:00:00Z", null)]
    [InlineData("9999-12-31T23:59:59Z", null)]
    public void Next_EndsOfTime_AreNoError(string after, string? expected) =>
        Timings.Cron("0 0 * * *").Compile().Next(Timings.Time(after))?.At.Should().Be(expected is null ? null : Timings.Time(expected));

    [Fact]
    public void ToLocal_Instant_HasTheOffsetOfTheZone() =>
        Timings.Cron("@daily", "Asia/Kathmandu").Compile().ToLocal(Timings.Time("2026-11-23T00:00:00Z")).ToString("O").Should()
            .Be("2026-11-23T05:45:00.0000000+05:45");

    [Theory]
    [InlineData("*/15 * * * *", 900)]
    [InlineData("0,1 9 * * *", 60)]
    [InlineData("* 9 29 2 *", 60)]
    [InlineData("59 23 * * *|0 0 * * 1", 60)]
    [InlineData("0 * * * *|* 9 29 2 *", 60)]
    [InlineData("0 0 1 * *", 28 * 86400)]
    public void SmallestInterval_OfEntries_FindsTheDensestPart(string crons, int seconds)
    {
        var timing = Timings.Of("UTC", [.. crons.Split('|').Select(cron => new ScheduleEntry { Cron = cron })]);

        timing.Compile().SmallestInterval(Timings.Time("2026-03-01T00:30:00Z"), 1000).Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void SmallestInterval_FewerThanTwoFires_IsNull() =>
        Timings.Of("UTC", new ScheduleEntry { At = "2030-01-01T00:00" }).Compile().SmallestInterval(Timings.Time("2026-01-01T00:00:00Z"), 10).Should().BeNull();

    // dotnet/runtime#120915 and quartznet#2475: around transitions fires repeated, went back or never ended.
    [Fact]
    public void Next_AnyScheduleZoneAndInstant_MovesForwardAndIsTheFirst()
    {
        var from = Timings.Time("1975-01-01T00:00:00Z");
        Gen.Select(Gen.Int, Gen.Int[0, RandomSchedules.Zones.Count - 1], Gen.Long[0, 60L * 366 * 86400], Gen.Int[1, 100_000]).Sample(
            (seed, zone, second, distance) =>
            {
                var after = from.AddSeconds(second);
                var (timing, calendars) = new RandomSchedules(new Random(seed), after.Year).Next(RandomSchedules.Zones[zone]);
                if (FireCalendar.TryCreate(timing, calendars, []) is not { } calendar) return;

                var next = calendar.Next(after);
                var later = calendar.Next(after.AddSeconds(distance));

                if (next is not null) (next.At > after).Should().BeTrue();
                // Asked from a later moment, the answer is the same as long as that moment lies before it.
                if (next is null || next.At > after.AddSeconds(distance)) (later?.At).Should().Be(next?.At);
                else if (later is not null) (later.At > next.At).Should().BeTrue();
            },
            iter: 600);
    }

    [Fact]
    public void Next_FromManyThreads_GivesTheSameFires()
    {
        var calendar = Timings.Rule("FREQ=MONTHLY;BYDAY=-1FR", "1970-01-01T07:00:00", "Europe/Berlin").Compile();
        var expected = calendar.After("2026-01-01T00:00:00Z").Take(300).Select(fire => fire.At).ToArray();

        Parallel.For(0, 2000, i => (calendar.Next(expected[i * 7 % 299])!.At == expected[i * 7 % 299 + 1]).Should().BeTrue());
    }
}
