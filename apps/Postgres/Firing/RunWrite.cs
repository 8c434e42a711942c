using Npgsql;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Firing;

/// <summary>
/// Gathers the runs that fires become as columns, so that any number of them is a handful of statements. What the
/// schedule says of report, parameters, time zone and destinations is copied by the database: a run that waits is made as of its
/// fire, whatever is changed meanwhile.
/// </summary>
internal sealed class RunWrite(DateTimeOffset now, string trigger)
{
    private readonly List<Guid> _tenants = [];
    private readonly List<Guid> _ids = [];
    private readonly List<DateTime> _nominalFires = [];
    private readonly List<Guid> _schedules = [];
    private readonly List<string> _states = [];
    private readonly List<string?> _waits = [];
    private readonly List<string?> _skipReasons = [];
    private readonly List<string?> _skipDetails = [];
    private readonly List<bool> _guarded = [];
    private readonly List<DateTime?> _gates = [];
    private readonly List<DateTime?> _deadlines = [];
    private readonly List<Guid?> _causes = [];
    private readonly List<Guid> _replaced = [];

    /// <summary>The runs that are free to run.</summary>
    public List<RunKey> Requested { get; } = [];

    /// <summary>How many it starts, now or when what they wait for is there.</summary>
    public int Started { get; private set; }

    /// <summary>Adds what becomes of one fire.</summary>
    /// <returns>The schedule's activity with it.</returns>
    public ScheduleActivity Add(DueSchedule schedule, ScheduleRules rules, PlannedFire fire, ScheduleActivity activity, Guid? causedBy = null)
    {
        var id = RunId.Create(fire.At);
        _tenants.Add(schedule.TenantId);
        _ids.Add(id);
        _nominalFires.Add(fire.At.UtcDateTime);
        _schedules.Add(schedule.Id);
        _guarded.Add(schedule.IsGuarded);
        _causes.Add(causedBy);
        _deadlines.Add(rules.DeadlineMinutes is { } minutes && fire.SkipReason is null ? fire.At.AddMinutes(minutes).UtcDateTime : null);
        if (fire.SkipReason is not null)
        {
            AddState("skipped", null, fire.SkipReason, fire.SkipDetail, null);
            return activity;
        }

        var outcome = Overlap.Decide(rules.Overlap, activity);
        if (outcome == OverlapOutcome.Replace) _replaced.Add(schedule.Id);
        if (outcome == OverlapOutcome.Skip)
        {
            AddState("skipped", null, SkipReasons.Overlap, null, null);
        }
        else
        {
            Started++;
            var gateUntil = rules.Gate is { } gate ? fire.At.AddMinutes(gate.TimeoutMinutes).UtcDateTime : (DateTime?)null;
            var waits = outcome == OverlapOutcome.Queue ? "overlap" : gateUntil is not null ? "data" : null;
            AddState(waits is null ? "requested" : "waiting", waits, null, null, gateUntil);
            if (waits is null) Requested.Add(new RunKey(schedule.TenantId, id));
        }

        return activity.After(outcome);
    }

    /// <param name="passOver">
    /// A fire that has its run already (the clock went back, or a timer was set back) is passed over. Without it, such a fire
    /// makes the whole batch fail: checking for it costs as much as writing the run.
    /// </param>
    public void AppendTo(NpgsqlBatch batch, bool passOver)
    {
        if (_replaced.Count > 0) batch.BatchCommands.Add(CancelReplaced().ToCommand());
        if (_ids.Count > 0) batch.BatchCommands.Add(Insert(passOver ? "ON CONFLICT DO NOTHING" : "").ToCommand());
    }

    private void AddState(string state, string? waitsFor, string? skipReason, string? skipDetail, DateTime? gateUntil)
    {
        _states.Add(state);
        _waits.Add(waitsFor);
        _skipReasons.Add(skipReason);
        _skipDetails.Add(skipDetail);
        _gates.Add(gateUntil);
    }

    // The first event of a run is told by its row; only what the row does not tell is written as one. The report's version is
    // no join: the planner would then look for the schedules by their report, and a report may have very many.
    private Statement Insert(string onConflict) => new(
        $"""
        WITH run AS (
            INSERT INTO runs
                (tenant_id, nominal_fire_at, id, report_id, report_version, schedule_id, trigger, state, waits_for, parameters, time_zone,
                 destination_ids, skip_reason, skip_detail, requested_at, finished_at, last_event, guarded, gate_check_at, gate_until,
                 deadline_at, caused_by)
            SELECT f.tenant_id, f.nominal_fire_at, f.id, s.report_id,
                (SELECT p.current_version FROM reports p WHERE p.tenant_id = s.tenant_id AND p.id = s.report_id),
                s.id, $1, f.state, f.waits_for, s.parameters, s.timing ->> 'timeZone', s.destination_ids, f.skip_reason, f.skip_detail, $2,
                CASE WHEN f.skip_reason IS NOT NULL THEN $2 END, 1, f.guarded, CASE WHEN f.gate_until IS NOT NULL THEN $2 END, f.gate_until,
                f.deadline_at, f.caused_by
            FROM unnest($3::uuid[], $4::timestamptz[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[],
                    $11::boolean[], $12::timestamptz[], $13::timestamptz[], $14::uuid[])
                AS f (tenant_id, nominal_fire_at, id, schedule_id, state, waits_for, skip_reason, skip_detail,
                    guarded, gate_until, deadline_at, caused_by)
            JOIN schedules s ON s.tenant_id = f.tenant_id AND s.id = f.schedule_id
            {onConflict}
            RETURNING tenant_id, id, nominal_fire_at, state, waits_for
        )
        INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
        SELECT tenant_id, id, nominal_fire_at, 1, $2, 'waiting', jsonb_build_object('for', waits_for) FROM run WHERE state = 'waiting'
        """,
        trigger, now, _tenants.ToArray(), _nominalFires.ToArray(), _ids.ToArray(), _schedules.ToArray(), _states.ToArray(), _waits.ToArray(),
        _skipReasons.ToArray(), _skipDetails.ToArray(), _guarded.ToArray(), _gates.ToArray(), _deadlines.ToArray(), _causes.ToArray());

    private Statement CancelReplaced() => new(
        $"""
        WITH run AS (
            UPDATE runs
            SET state = 'cancelled', waits_for = NULL, finished_at = $2, lease_until = NULL, last_event = last_event + 1,
                error_code = 'superseded', error_message = 'A newer fire of the schedule took its place.'
            WHERE schedule_id = ANY ($1) AND guarded AND finished_at IS NULL AND backfill_id IS NULL
            RETURNING *
        ), delivery AS (
            UPDATE deliveries d SET state = 'cancelled', next_attempt_at = NULL, updated_at = $2
            FROM run WHERE d.tenant_id = run.tenant_id AND d.run_id = run.id AND d.state = 'pending'
        ), event AS (
            INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
            SELECT tenant_id, id, nominal_fire_at, last_event, $2, 'cancelled', jsonb_build_object('by', 'scheduler', 'code', error_code) FROM run
        )
        SELECT pg_notify('{RunSignals.Channel}', id::text) FROM run
        """,
        _replaced.ToArray(), now);
}
