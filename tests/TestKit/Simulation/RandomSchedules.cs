using System.Globalization;
using NodaTime;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.TestKit.Simulation;

/// <summary>Makes schedules of every kind and policy; the same for the same seed.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="year">The year in which things happen.</param>
public sealed class RandomSchedules(Random random, int year)
{
    public static readonly IReadOnlyList<string> Zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    private static readonly string[] _weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>A timing in a zone, and the calendar it may refer to.</summary>
    public (ScheduleTiming Timing, IReadOnlyList<BusinessCalendar> Calendars) Next(string zone)
    {
        var calendar = Calendar();
        var timing = new ScheduleTiming
        {
            Entries = [.. Enumerable.Range(0, Chance(4) ? 2 : 1).Select(_ => Entry())],
            TimeZone = zone,
            StartAt = Chance(6) ? Instant() : null,
            Gap = Pick(GapPolicy.ShiftForward, GapPolicy.ShiftForward, GapPolicy.Skip),
            Fold = Pick(FoldPolicy.Auto, FoldPolicy.Auto, FoldPolicy.First, FoldPolicy.Second, FoldPolicy.Both),
            Calendars = Chance(2) ? [new CalendarReference(calendar.Id)] : null,
            OnClosedDay = Pick(ClosedDayPolicy.Skip, ClosedDayPolicy.PreviousBusinessDay, ClosedDayPolicy.NextBusinessDay),
        };
        if (Chance(6)) timing = timing with { EndAt = (timing.StartAt ?? new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)).AddDays(random.Next(40, 300)) };
        return (timing, [calendar]);
    }

    public CatchUpRule? CatchUp() => random.Next(4) switch
    {
        0 => new CatchUpRule { Policy = CatchUpPolicy.Skip },
        1 => new CatchUpRule { Policy = CatchUpPolicy.FireAll, Max = random.Next(1, 50), WindowMinutes = random.Next(1, 5000) },
        2 => new CatchUpRule { Policy = CatchUpPolicy.FireOnce, WindowMinutes = random.Next(1, 5000) },
        _ => null,
    };

    private ScheduleEntry Entry() => random.Next(10) switch
    {
        <= 3 => new ScheduleEntry { Cron = Cron() },
        <= 6 => Rule(),
        7 => new ScheduleEntry
        {
            EverySeconds = Chance(8) ? random.Next(5, 60) * 60 : random.Next(60, 5000) * 60,
            Anchor = new DateTimeOffset(year - random.Next(3), 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(525_600)),
        },
        8 => new ScheduleEntry { At = Local(year) },
        _ => new ScheduleEntry { BusinessDay = random.Next(1, 24) * (Chance(2) ? -1 : 1), Time = $"{Hour:00}:{Minute:00}" },
    };

    private string Cron() => random.Next(12) switch
    {
        0 => $"{Minute} * * * *",
        1 => Chance(10) ? $"*/{random.Next(3, 30)} * * * *" : $"*/{random.Next(15, 30)} 0-{random.Next(1, 4)} * * *",
        2 => $"{Minute},{Minute} {random.Next(0, 3)}-{random.Next(3, 8)} * * *",
        3 => $"{Minute} {Hour} * * {random.Next(0, 4)}-{random.Next(4, 8)}",
        4 => $"{Minute} {Hour} L * *",
        5 => $"{Minute} {Hour} {random.Next(1, 29)}W * *",
        6 => $"{Minute} {Hour} * * {random.Next(1, 6)}#{random.Next(1, 6)}",
        7 => $"{Minute} {Hour} L-{random.Next(1, 5)} */{random.Next(1, 4)} *",
        8 => $"{Minute} {Hour} * * {random.Next(0, 7)}L",
        _ => $"{Minute} {random.Next(0, 5)} * * *",
    };

    private ScheduleEntry Rule()
    {
        var rule = random.Next(26) switch
        {
            0 => $"FREQ=DAILY;INTERVAL={random.Next(1, 9)}",
            1 => $"FREQ=DAILY;BYHOUR={random.Next(0, 3)},{random.Next(3, 24)};BYMINUTE={Minute}",
            2 => $"FREQ=WEEKLY;INTERVAL={random.Next(1, 5)};BYDAY={DayName},{DayName};WKST={DayName}",
            3 => $"FREQ=WEEKLY;INTERVAL={random.Next(1, 3)}",
            4 => $"FREQ=MONTHLY;INTERVAL={random.Next(1, 5)}",
            5 => $"FREQ=MONTHLY;BYMONTHDAY={random.Next(1, 32)},-{random.Next(1, 32)}",
            6 => $"FREQ=MONTHLY;BYDAY={Pick("1", "2", "3", "4", "5", "-1", "-2")}{DayName}",
            7 => $"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={Pick("1", "-1", "2,-2")}",
            8 => $"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            9 => $"FREQ=YEARLY;BYMONTH={random.Next(1, 13)},{random.Next(1, 13)};BYMONTHDAY={random.Next(1, 29)}",
            10 => $"FREQ=YEARLY;BYYEARDAY={random.Next(1, 367)},-{random.Next(1, 367)}",
            11 => $"FREQ=YEARLY;BYDAY={random.Next(1, 53)}{DayName},-{random.Next(1, 53)}{DayName}",
            12 => $"FREQ=YEARLY;BYMONTHDAY={random.Next(1, 32)}",
            13 => $"FREQ=YEARLY;BYMONTH={random.Next(1, 13)};INTERVAL={random.Next(1, 3)}",
            14 => $"FREQ=YEARLY;BYDAY={DayName};BYHOUR={Hour}",
            15 => $"FREQ=YEARLY;BYMONTH={random.Next(1, 13)},{random.Next(1, 13)};BYDAY={random.Next(1, 6)}{DayName},-1{DayName}",
            16 => $"FREQ=YEARLY;BYMONTH={random.Next(1, 13)};BYMONTHDAY=-1,15",
            17 => "FREQ=YEARLY",
            18 => $"FREQ=MONTHLY;BYDAY={DayName},{DayName};BYHOUR=1,{Hour};BYMINUTE=5,{Minute};BYSETPOS={random.Next(1, 8)},-{random.Next(1, 8)}",
            19 => $"FREQ=WEEKLY;BYDAY=TU,{DayName};BYHOUR=2,{Hour};BYSETPOS=-1,1",
            20 => $"FREQ=DAILY;BYDAY={DayName},{DayName};BYMONTH={random.Next(1, 13)},{random.Next(1, 13)}",
            21 => $"FREQ=DAILY;BYMONTHDAY={random.Next(1, 29)},-1;BYHOUR=0,2;BYSETPOS=-1",
            22 => $"FREQ=HOURLY;BYDAY={DayName};BYHOUR={random.Next(0, 4)},{Hour};BYMINUTE=0,20,{Minute};BYSETPOS=-1,1",
            23 => $"FREQ=MINUTELY;INTERVAL={random.Next(2, 40)};BYMONTH={random.Next(1, 13)};BYMONTHDAY={random.Next(1, 29)};BYMINUTE={Minute},{Minute},{Minute}",
            24 => $"FREQ=HOURLY;INTERVAL={random.Next(1, 50)};BYMINUTE={Minute},{Minute}",
            _ => $"FREQ=MINUTELY;INTERVAL={random.Next(7, 300)};BYHOUR={random.Next(0, 4)},{random.Next(4, 24)}",
        };
        rule += random.Next(8) switch
        {
            0 => $";UNTIL={year}{random.Next(1, 13):00}28",
            1 => $";COUNT={random.Next(1, 200)}",
            _ => "",
        };
        return new ScheduleEntry { Rrule = rule, Start = Local(year - random.Next(rule.Contains("COUNT", StringComparison.Ordinal) ? 1 : 20)) };
    }

    private BusinessCalendar Calendar() => new()
    {
        Id = new Guid(random.Next(), 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0),
        Name = "Simulated",
        Weekend = Pick<IReadOnlyList<Weekday>>([Weekday.Saturday, Weekday.Sunday], [Weekday.Friday, Weekday.Saturday], [Weekday.Sunday], []),
        Holidays = [.. Enumerable.Range(0, random.Next(0, 30)).Select(i => new Holiday(DateOnly.FromDateTime(Day()), $"Holiday {i}"))],
        Blackouts = [.. Enumerable.Range(0, random.Next(0, 12)).Select(i => Window($"Window {i}"))],
    };

    private BlackoutWindow Window(string name)
    {
        var from = Day().AddMinutes(random.Next(1440));
        return new BlackoutWindow(from, from.AddMinutes(Chance(4) ? random.Next(1, 20_000) : random.Next(1, 600)), name);
    }

    private int Minute => random.Next(60);

    private int Hour => random.Next(24);

    private string DayName => _weekdays[random.Next(7)];

    private DateTime Day() => new DateTime(year, 1, 1).AddDays(random.Next(-10, 375));

    private DateTimeOffset Instant() => new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(300_000));

    private string Local(int inYear) =>
        new DateTime(inYear, 1, 1).AddMinutes(random.Next(525_600)).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
