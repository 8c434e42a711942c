using Npgsql;

namespace ReportScheduler.Postgres.Firing;

/// <summary>Gathers schedules that the Scheduler pauses by itself; each pause raises an alert.</summary>
internal sealed class SchedulePause(DateTimeOffset now)
{
    private readonly List<Guid> _tenants = [];
    private readonly List<Guid?> _runs = [];
    private readonly List<string> _notes = [];
    private readonly List<Guid> _schedules = [];

    public IReadOnlyList<Guid> Schedules => _schedules;

    /// <param name="runId">The run that gave the reason, if one did.</param>
    public void Add(Guid tenantId, Guid scheduleId, Guid? runId, string note)
    {
        _tenants.Add(tenantId);
        _schedules.Add(scheduleId);
        _runs.Add(runId);
        _notes.Add(note);
    }

    public void AppendTo(NpgsqlBatch batch)
    {
        if (_schedules.Count == 0) return;
        batch.BatchCommands.Add(new Statement(
            """
            WITH paused AS (
                UPDATE schedules s
                SET status = 'paused', pause_note = f.note, paused_by = 'scheduler', paused_at = $5, updated_at = $5, version = s.version + 1
                FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $6::uuid[]) AS f (tenant_id, schedule_id, run_id, note, alert_id)
                WHERE s.tenant_id = f.tenant_id AND s.id = f.schedule_id AND s.status = 'active'
                RETURNING s.tenant_id, s.id, s.name, f.run_id, f.note, f.alert_id
            ), timer AS (
                UPDATE timers t SET next_fire_at = NULL FROM paused p WHERE t.tenant_id = p.tenant_id AND t.schedule_id = p.id
            )
            INSERT INTO alerts (tenant_id, id, kind, schedule_id, run_id, message, raised_at)
            SELECT tenant_id, alert_id, 'schedulePaused', id, run_id, format('The schedule "%s" is paused. %s', name, note), $5 FROM paused
            """,
            _tenants.ToArray(), _schedules.ToArray(), _runs.ToArray(), _notes.ToArray(), now,
            _schedules.Select(_ => Guid.CreateVersion7(now)).ToArray()).ToCommand());
    }
}
