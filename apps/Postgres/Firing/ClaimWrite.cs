using Npgsql;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Firing;

/// <summary>Gathers the writes of one claim as columns, so that a batch of any size is a handful of statements.</summary>
internal sealed class ClaimWrite(DateTimeOffset now)
{
    private const string MissedReason = "missed";

    private readonly List<Guid> _scheduleTenants = [];
    private readonly List<Guid> _schedules = [];
    private readonly List<DateTimeOffset?> _nextFires = [];

    private readonly List<Guid> _pausedTenants = [];
    private readonly List<Guid> _paused = [];
    private readonly List<string> _pauseNotes = [];

    private readonly List<Guid> _runTenants = [];
    private readonly List<Guid> _runs = [];
    private readonly List<DateTimeOffset> _nominalFires = [];
    private readonly List<Guid> _runSchedules = [];
    private readonly List<string?> _skipReasons = [];

    public List<RunRequested> Runs { get; } = [];

    public void Add(DueSchedule schedule, CronFirePlan plan)
    {
        _scheduleTenants.Add(schedule.TenantId);
        _schedules.Add(schedule.Id);
        _nextFires.Add(plan.Next);
        foreach (var missed in plan.Missed)
            AddRun(schedule, missed, MissedReason);
        if (plan.Fire is { } fire)
            Runs.Add(new RunRequested(schedule.TenantId, AddRun(schedule, fire, skipReason: null)));
    }

    public void Pause(DueSchedule schedule, string note)
    {
        _pausedTenants.Add(schedule.TenantId);
        _paused.Add(schedule.Id);
        _pauseNotes.Add(note);
    }

    public NpgsqlBatch ToBatch(NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new Statement(
            """
            UPDATE schedules s SET next_fire_at = f.next_fire_at
            FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS f (tenant_id, id, next_fire_at)
            WHERE s.tenant_id = f.tenant_id AND s.id = f.id
            """,
            _scheduleTenants.ToArray(), _schedules.ToArray(), _nextFires.Select(fire => fire?.UtcDateTime).ToArray()).ToCommand());

        // A fire that has its run already (the clock went back, or a schedule was set back) is not run again.
        batch.BatchCommands.Add(new Statement(
            """
            WITH run AS (
                INSERT INTO runs
                    (tenant_id, nominal_fire_at, id, report_id, schedule_id, trigger, state, parameters, destination_ids, skip_reason,
                     requested_at, finished_at, last_event)
                SELECT f.tenant_id, f.nominal_fire_at, f.id, s.report_id, s.id, 'schedule',
                    CASE WHEN f.skip_reason IS NULL THEN 'requested' ELSE 'skipped' END,
                    s.parameters, s.destination_ids, f.skip_reason, $6, CASE WHEN f.skip_reason IS NOT NULL THEN $6 END, 1
                FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[])
                    AS f (tenant_id, nominal_fire_at, id, schedule_id, skip_reason)
                JOIN schedules s ON s.tenant_id = f.tenant_id AND s.id = f.schedule_id
                ON CONFLICT DO NOTHING
                RETURNING tenant_id, id, nominal_fire_at, state, skip_reason
            )
            INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
            SELECT tenant_id, id, nominal_fire_at, 1, $6,
                CASE WHEN state = 'skipped' THEN 'finished' ELSE 'requested' END,
                CASE WHEN state = 'skipped' THEN jsonb_build_object('state', state, 'reason', skip_reason) ELSE '{}' END
            FROM run
            """,
            _runTenants.ToArray(), _nominalFires.Select(fire => fire.UtcDateTime).ToArray(), _runs.ToArray(), _runSchedules.ToArray(),
            _skipReasons.ToArray(), now).ToCommand());

        if (_paused.Count > 0)
        {
            batch.BatchCommands.Add(new Statement(
                """
                UPDATE schedules s
                SET status = 'paused', next_fire_at = NULL, pause_note = f.note, updated_at = $4, version = s.version + 1
                FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS f (tenant_id, id, note)
                WHERE s.tenant_id = f.tenant_id AND s.id = f.id
                """,
                _pausedTenants.ToArray(), _paused.ToArray(), _pauseNotes.ToArray(), now).ToCommand());
        }

        return batch;
    }

    private Guid AddRun(DueSchedule schedule, DateTimeOffset nominalFireAt, string? skipReason)
    {
        var id = RunId.Create(nominalFireAt);
        _runTenants.Add(schedule.TenantId);
        _runs.Add(id);
        _nominalFires.Add(nominalFireAt);
        _runSchedules.Add(schedule.Id);
        _skipReasons.Add(skipReason);
        return id;
    }
}
