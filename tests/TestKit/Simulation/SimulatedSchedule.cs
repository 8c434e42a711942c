using System.Text.Json;
using NodaTime;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.TestKit.Simulation;

/// <summary>One schedule through a year: planned whenever it is due, late after outages, with a clock that may go back.</summary>
internal sealed class SimulatedSchedule(
    ScheduleTiming timing, IReadOnlyList<BusinessCalendar> calendars, FireCalendar calendar, CatchUpRule? catchUp, Random random)
{
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[timing.TimeZone];
    private readonly NaiveFires _naive = new(timing, calendars);
    private readonly List<string> _violations = [];
    private SimulationResult _result = new() { Schedules = 1 };

    public static string Text(ScheduleTiming timing) => JsonSerializer.Serialize(timing, ScheduleJson.Default.ScheduleTiming);

    public SimulationResult Run(int year, int naiveDays, CancellationToken cancellationToken)
    {
        var start = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var end = start.AddYears(1);
        var now = start;
        var expected = calendar.Next(start);
        for (var due = expected?.At; due < end && _violations.Count == 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            now = Wake(due.Value, now);
            var plan = FirePlan.Create(calendar, catchUp, due.Value, now, remaining: null);
            CheckPlan(plan, due.Value, now);
            foreach (var fire in plan.Fires)
            {
                if (fire.At != expected?.At) Violated($"accounted for {fire.At:O} instead of {expected?.At:O}");
                if (expected is null) break;
                Count(fire, expected);
                if (calendar.Next(expected.At) is var next && next?.At <= expected.At) Violated($"{next.At:O} does not lie after {expected.At:O}");
                expected = next;
            }

            if (plan.Next != expected?.At) Violated($"goes on at {plan.Next:O} instead of {expected?.At:O}");
            due = plan.Next;
        }

        if (naiveDays > 0) Compare(start.AddMinutes(random.Next(500_000)), naiveDays);
        return _result with { Violations = _violations };
    }

    // Usually a moment after the due time; sometimes after an outage; sometimes on a clock that was set back.
    private DateTimeOffset Wake(DateTimeOffset due, DateTimeOffset now) => random.Next(200) switch
    {
        0 => due.AddMinutes(random.Next(1, 6000)),
        1 => due.AddMinutes(-random.Next(1, 180)),
        _ => (now > due && now - due < TimeSpan.FromDays(5) ? now : due).AddMilliseconds(random.Next(2000)),
    };

    private void CheckPlan(FirePlan plan, DateTimeOffset due, DateTimeOffset now)
    {
        if (due > now && (plan.Fires.Count > 0 || plan.Next != due)) Violated($"planned {due:O} before it was due at {now:O}");
        if (plan.Fires.Any(fire => fire.At > now)) Violated($"planned a fire of the future at {now:O}");
        if (plan.Fires.Count > FirePlan.MaxFires) Violated($"{plan.Fires.Count} fires in one plan");

        var open = plan.Fires.Where(fire => fire.SkipReason is null or SkipReasons.Missed).ToList();
        var ran = open.Count(fire => fire.SkipReason is null);
        var max = catchUp?.Policy == CatchUpPolicy.FireAll ? catchUp.Max ?? FirePlan.DefaultMax : 1;
        if (ran > max) Violated($"{ran} fires ran at once");
        // On time, the latest fire always runs, whatever the policy.
        var isLast = plan.Next is null || plan.Next > now;
        if (isLast && open.Count > 0 && now - open[^1].At <= TimeSpan.FromMinutes(1) && open[^1].SkipReason is not null)
            Violated($"{open[^1].At:O} was on time and did not run");
    }

    private void Count(PlannedFire fire, Fire expected)
    {
        _result = _result with
        {
            Fires = _result.Fires + 1,
            Ran = _result.Ran + (fire.SkipReason is null ? 1 : 0),
            Missed = _result.Missed + (fire.SkipReason == SkipReasons.Missed ? 1 : 0),
            Closed = _result.Closed + (expected.SkipReason is not null ? 1 : 0),
            Shifted = _result.Shifted + (expected.Shifts.Count > 0 ? 1 : 0),
        };
        if (expected.SkipReason is not null && fire.SkipReason != expected.SkipReason) Violated($"{fire.At:O} is closed and became {fire.SkipReason}");
        CheckWall(expected);
    }

    private void CheckWall(Fire fire)
    {
        var at = Instant.FromDateTimeOffset(fire.At);
        if (fire.Shifts.Count == 0 && !_naive.IsMeant(fire.At)) Violated($"no entry asks for {fire.At:O}");
        foreach (var shift in fire.Shifts)
        {
            var isRight = shift.Kind switch
            {
                FireShiftKind.Gap => _zone.GetZoneInterval(at).Start == at,
                FireShiftKind.Fold => _zone.MapLocal(at.InZone(_zone).LocalDateTime) is { Count: 2 } mapping && mapping.Last().ToInstant() == at,
                _ => timing.OnClosedDay != ClosedDayPolicy.Skip,
            };
            if (!isRight) Violated($"{fire.At:O} moved for no reason: {shift.Detail}");
        }
    }

    private void Compare(DateTimeOffset after, int days)
    {
        var until = after.AddDays(days);
        var naive = _naive.Between(after, until);
        var fires = new List<(DateTimeOffset, string?)>();
        for (var fire = calendar.Next(after); fire is not null && fire.At <= until; fire = calendar.Next(fire.At)) fires.Add((fire.At, fire.SkipReason));
        _result = _result with { Compared = naive.Count };
        if (!fires.SequenceEqual(naive)) Violated($"{fires.Count} fires after {after:O}, asking every minute gives {naive.Count}");
    }

    private void Violated(string what) => _violations.Add($"{what}: {Text(timing)}");
}
