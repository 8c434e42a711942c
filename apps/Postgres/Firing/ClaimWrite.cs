using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Firing;

/// <summary>Gathers the writes of one claim.</summary>
internal sealed class ClaimWrite(DateTimeOffset now)
{
    private readonly Guid _outboxId = Guid.CreateVersion7(now);
    private readonly RunWrite _runs = new(now, "schedule");
    private readonly SchedulePause _pauses = new(now);

    private readonly List<Guid> _tenants = [];
    private readonly List<Guid> _schedules = [];
    private readonly List<DateTime?> _nextFires = [];
    private readonly List<int?> _remaining = [];

    public RunBatch Runs => new(_outboxId, _runs.Requested);

    public IReadOnlyList<Guid> Paused => _pauses.Schedules;

    /// <exception cref="FireOrderException">The plan's next fire is not after the one that is due.</exception>
    public void Add(DueSchedule schedule, CompiledPlan compiled, ScheduleActivity activity)
    {
        // Jitter is a constant of the schedule, so times are planned without it.
        var jitter = Jitter.Of(schedule.Id, compiled.Timing.JitterSeconds);
        var plan = compiled.Calendar is { } calendar
            ? FirePlan.Create(calendar, compiled.Rules.CatchUp, schedule.DueAt - jitter, now - jitter, schedule.Remaining)
            : new FirePlan([], Next: null, schedule.Remaining);
        _tenants.Add(schedule.TenantId);
        _schedules.Add(schedule.Id);
        _nextFires.Add((plan.Next + jitter)?.UtcDateTime);
        _remaining.Add(plan.Remaining);
        foreach (var fire in plan.Fires)
            activity = _runs.Add(schedule, compiled.Rules, fire, activity);
    }

    public void Pause(DueSchedule schedule, string note) => _pauses.Add(schedule.TenantId, schedule.Id, runId: null, note);

    public NpgsqlBatch ToBatch(NpgsqlConnection connection, TimeSpan publishWithin, bool passOver)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new Statement(
            """
            UPDATE timers t SET next_fire_at = f.next_fire_at, remaining = f.remaining
            FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::int[]) AS f (tenant_id, schedule_id, next_fire_at, remaining)
            WHERE t.tenant_id = f.tenant_id AND t.schedule_id = f.schedule_id
            """,
            _tenants.ToArray(), _schedules.ToArray(), _nextFires.ToArray(), _remaining.ToArray()).ToCommand());
        _runs.AppendTo(batch, passOver);
        if (_runs.Requested.Count > 0) batch.BatchCommands.Add(RunOutbox.Add(_outboxId, now, publishWithin).ToCommand());
        _pauses.AppendTo(batch);
        return batch;
    }
}
