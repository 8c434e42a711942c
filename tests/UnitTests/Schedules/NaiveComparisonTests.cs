using NodaTime;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.TestKit.Simulation;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class NaiveComparisonTests
{
    private const int Samples = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Next_EveryKindAndPolicyAroundTransitions_AgreesWithAskingEveryMinute(int seed)
    {
        var random = new Random(seed);
        for (var sample = 0; sample < Samples; sample++)
        {
            var year = random.Next(1990, 2036);
            var zone = RandomSchedules.Zones[random.Next(RandomSchedules.Zones.Count)];
            var (timing, calendars) = new RandomSchedules(random, year).Next(zone);
            var errors = new List<ReportScheduler.Domain.FieldError>();
            var calendar = FireCalendar.TryCreate(timing, calendars, errors);
            if (calendar is null)
            {
                errors.Should().OnlyContain(error => error.Code == "never_fires");
                continue;
            }

            var after = Start(zone, year, random);
            var until = after.AddDays(20);

            var fires = Fires(calendar, after, until);

            fires.Should().Equal(
                new NaiveFires(timing, calendars).Between(after, until),
                "seed {0}, sample {1}: {2}", seed, sample, System.Text.Json.JsonSerializer.Serialize(timing, ScheduleJson.Default.ScheduleTiming));
        }
    }

    private static List<(DateTimeOffset, string?)> Fires(FireCalendar calendar, DateTimeOffset after, DateTimeOffset until)
    {
        var fires = new List<(DateTimeOffset, string?)>();
        for (var fire = calendar.Next(after); fire is not null && fire.At <= until; fire = calendar.Next(fire.At)) fires.Add((fire.At, fire.SkipReason));
        return fires;
    }

    // Just before a transition is where mistakes show.
    private static DateTimeOffset Start(string zone, int year, Random random)
    {
        var minute = Instant.FromUtc(year, 1, 1, 0, 0) + Duration.FromMinutes(random.Next(525_600));
        var interval = DateTimeZoneProviders.Tzdb[zone].GetZoneInterval(minute);
        if (interval.HasEnd && interval.End < Instant.FromUtc(year + 1, 1, 1, 0, 0)) minute = interval.End - Duration.FromMinutes(random.Next(4000));
        return minute.ToDateTimeOffset();
    }
}
