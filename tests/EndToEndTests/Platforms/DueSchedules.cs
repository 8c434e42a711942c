using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres;
using ReportScheduler.TestKit.Apps;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>Schedules that are due at a time the test chooses, written straight into the database.</summary>
internal static class DueSchedules
{
    /// <summary>A report nobody can run, for tests that only look at the ledger.</summary>
    public static async Task<(Guid TenantId, Guid ReportId)> AddReportAsync(this Ledger ledger, CancellationToken cancellationToken)
    {
        var (tenant, source, report) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await ledger.ExecuteAsync("INSERT INTO tenants (id, slug, name) VALUES ($1, 'race', 'Race')", cancellationToken, tenant);
        await ledger.ExecuteAsync(
            "INSERT INTO data_sources VALUES ($1, $2, 'source', 'postgresql', 'localhost', 5432, 'db', 'reader', '', 'disable', now(), now())",
            cancellationToken, tenant, source);
        await ledger.ExecuteAsync(
            "INSERT INTO reports VALUES ($1, $2, 'report', NULL, 1, 'test', now(), now())", cancellationToken, tenant, report);
        await ledger.ExecuteAsync(
            "INSERT INTO report_versions VALUES ($1, $2, 1, $3, 'SELECT 1', '[]', 'test', now())", cancellationToken, tenant, report, source);
        return (tenant, report);
    }

    /// <summary>Adds schedules that all fire at one instant, and not again for months; tells the Schedulers of it.</summary>
    public static async Task AddSchedulesAsync(
        this Ledger ledger, Guid tenantId, Guid reportId, int count, DateTimeOffset fireAt, Guid[] destinationIds, CancellationToken cancellationToken)
    {
        await ledger.ExecuteAsync(
            """
            WITH made AS (
                INSERT INTO schedules
                    (tenant_id, id, name, report_id, timing, rules, parameters, destination_ids, status, created_by, created_at, updated_at)
                SELECT $1, gen_random_uuid(), 'schedule ' || n, $2,
                    jsonb_build_object('timeZone', 'Europe/Berlin', 'entries', jsonb_build_array(
                        jsonb_build_object('everySeconds', 86400 * (100 + n % 200), 'anchor', to_char($4 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))),
                    '{}', '{}', $5, 'active', 'test', now(), now()
                FROM generate_series(1, $3) AS n
                RETURNING tenant_id, id, timing
            )
            INSERT INTO timers (tenant_id, schedule_id, next_fire_at, plan)
            SELECT tenant_id, id, $4, jsonb_build_object('timing', timing, 'rules', '{}'::jsonb)::text FROM made
            """,
            cancellationToken, tenantId, reportId, count, RunId.Truncate(fireAt), destinationIds);
        await ledger.ExecuteAsync("SELECT pg_notify($1, $2)", cancellationToken, SchedulerSignals.Channel, SchedulerSignals.Schedules);
    }
}
