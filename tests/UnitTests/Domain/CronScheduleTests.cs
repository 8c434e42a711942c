using CsCheck;
using NodaTime;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Domain;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0 7 * * 1-5", "Europe/Berlin", "2026-11-20T07:00:00Z", "2026-11-23T06:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-11-23T00:07:00Z", "2026-11-23T00:15:00Z")]
    [InlineData("30 0 7 * * *", "Asia/Kolkata", "2026-11-23T00:00:00Z", "2026-11-23T01:30:30Z")]
    [InlineData("@daily", "America/New_York", "2026-11-23T00:00:00Z", "2026-11-23T05:00:00Z")]
    [InlineData("0 6 L * *", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T06:00:00Z")]
    [InlineData("0 6 29 2 *", "UTC", "2026-03-01T00:00:00Z", "2028-02-29T06:00:00Z")]
    public void Next_OrdinaryExpression_IsTheFireInTheZone(string cron, string zone, string after, string expected) =>
        Next(cron, zone, after).Should().Be(Time(expected));

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
    [InlineData("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", "2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    public void Next_AcrossATransition_FollowsTheRule(string cron, string zone, string after, string first, string second)
    {
        Next(cron, zone, after).Should().Be(Time(first));
        Next(cron, zone, first).Should().Be(Time(second));
    }

    [Fact]
    public void Next_AnyZoneAndInstant_MovesForwardAndAgreesWithAWalkOverMinutes()
    {
        var zones = DateTimeZoneProviders.Tzdb.Ids.ToArray();
        string[] crons = ["*/7 * * * *", "30 2 * * *", "0 0 * * *", "15,45 1-3 * * *", "5 * * * 0"];
        var from = Instant.FromUtc(1990, 1, 1, 0, 0).ToUnixTimeSeconds() / 60;
        var to = Instant.FromUtc(2035, 1, 1, 0, 0).ToUnixTimeSeconds() / 60;

        Gen.Select(Gen.Int[0, zones.Length - 1], Gen.Int[0, crons.Length - 1], Gen.Long[from, to]).Sample(
            (zoneIndex, cronIndex, minute) =>
            {
                var (name, cron) = (zones[zoneIndex], crons[cronIndex]);
                var schedule = CronSchedule.Parse(cron, name);
                var zone = DateTimeZoneProviders.Tzdb[name];
                // Just before a transition is where mistakes show.
                var after = Instant.FromUnixTimeSeconds(minute * 60);
                var interval = zone.GetZoneInterval(after);
                if (interval.HasEnd && minute % 2 == 0) after = interval.End - Duration.FromMinutes(minute % 200);

                var next = schedule.Next(after);

                next.Should().NotBeNull();
                (next > after).Should().BeTrue();
                NaiveReference.FiresBetween(cron, zone, after, next!.Value).Should().Equal([next.Value]);
            },
            iter: 2000);
    }

    [Theory]
    [InlineData("61 * * * *", "UTC", "cron")]
    [InlineData("@every_second", "UTC", "cron")]
    [InlineData("* * *", "UTC", "cron")]
    [InlineData("", "UTC", "cron")]
    [InlineData(null, "UTC", "cron")]
    [InlineData("0 0 31 2 *", "UTC", "cron")]
    [InlineData("0 0 * * *", "Mars/Olympus", "timeZone")]
    [InlineData("0 0 * * *", null, "timeZone")]
    public void TryParse_NotASchedule_NamesTheField(string? cron, string? zone, string field)
    {
        var errors = new List<FieldError>();

        CronSchedule.TryParse(cron, zone, errors).Should().BeNull();

        errors.Should().ContainSingle().Which.Field.Should().Be(field);
    }

    [Fact]
    public void Create_SeveralFiresDue_RunsTheLatestAndAccountsForTheOthers()
    {
        var schedule = CronSchedule.Parse("0 * * * *", "UTC");

        var plan = CronFirePlan.Create(schedule, Time("2026-11-23T01:00:00Z"), Time("2026-11-23T04:30:00Z"));

        plan.Missed.Should().Equal(Time("2026-11-23T01:00:00Z"), Time("2026-11-23T02:00:00Z"), Time("2026-11-23T03:00:00Z"));
        plan.Fire.Should().Be(Time("2026-11-23T04:00:00Z"));
        plan.Next.Should().Be(Time("2026-11-23T05:00:00Z"));
    }

    [Fact]
    public void Create_MoreFiresDueThanAPlanHolds_AccountsForSomeAndComesBack()
    {
        var schedule = CronSchedule.Parse("* * * * * *", "UTC");
        var due = Time("2026-11-23T00:00:00Z");

        var plan = CronFirePlan.Create(schedule, due, due.AddHours(1));

        plan.Missed.Should().HaveCount(CronFirePlan.MaxFires);
        plan.Fire.Should().BeNull();
        plan.Next.Should().Be(due.AddSeconds(CronFirePlan.MaxFires));
    }

    private static DateTimeOffset? Next(string cron, string zone, string after) => CronSchedule.Parse(cron, zone).Next(Time(after));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
