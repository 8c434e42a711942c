using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Firing;

/// <summary>Gathers the writes of one claim.</summary>
internal sealed class ClaimWrite(DateTimeOffset now)
{
    private static readonly Statement NextDue =
        new("SELECT next_fire_at FROM timers WHERE next_fire_at IS NOT NULL ORDER BY next_fire_at LIMIT 1");

    private readonly Guid _outboxId = Guid.CreateVersion7(now);
    private readonly RunWrite _runs = new(now, "schedule");
    private readonly SchedulePause _pauses = new(now);

    // Evaluating a plan costs more than all else here, and of what is due at one time much has the same.
    private readonly Dictionary<(FireCalendar Calendar, DateTimeOffset Due, DateTimeOffset Now, int? Remaining), FirePlan> _plans = [];

    private readonly List<Guid> _tenants = [];
    private readonly List<Guid> _schedules = [];
    private readonly List<DateTime?> _nextFires = [];
    private readonly List<int?> _remaining = [];
    private readonly List<DateTimeOffset> _dueTimes = [];

    public RunBatch Runs => new(_outboxId, _runs.Requested);

    /// <summary>When each fire that was not skipped was due.</summary>
    public IReadOnlyList<DateTimeOffset> DueTimes => _dueTimes;

    public IReadOnlyList<Guid> Paused => _pauses.Schedules;

    /// <exception cref="FireOrderException">The plan's next fire is not after the one that is due.</exception>
    public void Add(DueSchedule schedule, CompiledPlan compiled, ScheduleActivity activity)
    {
        // Jitter is a constant of the schedule, so times are planned without it.
        var jitter = Jitter.Of(schedule.Id, compiled.Timing.JitterSeconds);
        var plan = compiled.Calendar is { } calendar
            ? PlanOf(calendar, compiled.Rules.CatchUp, schedule.DueAt - jitter, now - jitter, schedule.Remaining)
            : new FirePlan([], Next: null, schedule.Remaining);
        _tenants.Add(schedule.TenantId);
        _schedules.Add(schedule.Id);
        _nextFires.Add((plan.Next + jitter)?.UtcDateTime);
        _remaining.Add(plan.Remaining);
        foreach (var fire in plan.Fires)
        {
            if (fire.SkipReason is null) _dueTimes.Add(fire.At + jitter);
            activity = _runs.Add(schedule, compiled.Rules, fire, activity);
        }
    }

    public void Pause(DueSchedule schedule, string note) => _pauses.Add(schedule.TenantId, schedule.Id, runId: null, note);

    /// <summary>All writes and their commit, in one round trip.</summary>
    /// <param name="tellNext">Its first result is when the next schedule is due.</param>
    public NpgsqlBatch ToBatch(NpgsqlConnection connection, TimeSpan publishWithin, bool passOver, bool tellNext)
    {
        var batch = new NpgsqlBatch(connection);
        if (_schedules.Count > 0) batch.BatchCommands.Add(Advance().ToCommand());
        if (tellNext) batch.BatchCommands.Add(NextDue.ToCommand());
        _runs.AppendTo(batch, passOver);
        if (_runs.Requested.Count > 0) batch.BatchCommands.Add(RunOutbox.Add(_outboxId, now, publishWithin).ToCommand());
        _pauses.AppendTo(batch);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        return batch;
    }

    private FirePlan PlanOf(FireCalendar calendar, CatchUpRule? catchUp, DateTimeOffset due, DateTimeOffset nominalNow, int? remaining)
    {
        // A compiled plan has a calendar of its own, so that the calendar stands for the rules as well.
        var key = (calendar, due, nominalNow, remaining);
        if (!_plans.TryGetValue(key, out var plan))
            _plans[key] = plan = FirePlan.Create(calendar, catchUp, due, nominalNow, remaining);
        return plan;
    }

    private Statement Advance() => new(
        """
        UPDATE timers t SET next_fire_at = f.next_fire_at, remaining = f.remaining
        FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::int[]) AS f (tenant_id, schedule_id, next_fire_at, remaining)
        WHERE t.tenant_id = f.tenant_id AND t.schedule_id = f.schedule_id
        """,
        _tenants.ToArray(), _schedules.ToArray(), _nextFires.ToArray(), _remaining.ToArray());
}
