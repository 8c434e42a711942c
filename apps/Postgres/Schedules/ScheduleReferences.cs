using System.Security.Cryptography;

namespace ReportScheduler.Postgres.Schedules;

/// <summary>Holds what a schedule names while the schedule is written: none of it is deleted or changed in between.</summary>
internal static class ScheduleReferences
{
    // Gives the schedule $2 and those it follows, nearest first, at most $3.
    private const string Upstream = """
        WITH RECURSIVE chain (id, next, depth) AS (
            SELECT t.schedule_id, t.after_schedule_id, 1
            FROM timers t JOIN schedules s ON s.tenant_id = t.tenant_id AND s.id = t.schedule_id
            WHERE t.tenant_id = $1 AND t.schedule_id = $2 AND s.deleted_at IS NULL
            UNION ALL
            SELECT t.schedule_id, t.after_schedule_id, c.depth + 1
            FROM chain c JOIN timers t ON t.tenant_id = $1 AND t.schedule_id = c.next
            WHERE c.depth < $3
        )
        SELECT id FROM chain ORDER BY depth
        """;

    public static Statement ListUpstream(TenantScope scope, Guid id) => new(Upstream, scope.TenantId, id, ScheduleStore.MaxChain);

    /// <returns>False when something is gone, is another version, or would make the schedule follow itself.</returns>
    public static async Task<bool> HoldAsync(
        TenantTransaction transaction, TenantScope scope, Guid id, ScheduleWrite write, CancellationToken cancellationToken)
    {
        if (write.Rules.AfterScheduleId is { } upstream)
        {
            // Two changes at once could make a circle that neither of them sees.
            await transaction.ListAsync(
                new Statement("SELECT pg_advisory_xact_lock($1)", LockOf(scope)), _ => true, cancellationToken);
            var chain = await transaction.ListAsync(ListUpstream(scope, upstream), row => row.Get<Guid>("id"), cancellationToken);
            if (chain.Contains(id)) return false;
        }

        return (await transaction.ListAsync(Hold(scope, write), row => row.Get<bool>("held"), cancellationToken))[0];
    }

    private static Statement Hold(TenantScope scope, ScheduleWrite write)
    {
        var destinations = write.DestinationIds.Concat(write.Rules.AlertDestinationIds ?? []).Distinct().ToArray();
        var calendars = write.Timing.Calendars ?? [];
        return new Statement(
            """
            SELECT (SELECT count(*) FROM (
                    SELECT FROM reports WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR SHARE) r) = 1
                AND (SELECT count(*) FROM (
                    SELECT FROM destinations WHERE tenant_id = $1 AND id = ANY ($3) AND deleted_at IS NULL FOR SHARE) d) = cardinality($3)
                AND (SELECT count(*) FROM (
                    SELECT FROM calendars c JOIN unnest($4::uuid[], $5::int[]) AS v (id, version) ON v.id = c.id AND v.version = c.version
                    WHERE c.tenant_id = $1 AND c.deleted_at IS NULL FOR SHARE OF c) c) = cardinality($4)
                AND (SELECT count(*) FROM (
                    SELECT FROM schedules WHERE tenant_id = $1 AND id = $6::uuid AND deleted_at IS NULL FOR SHARE) s) = num_nonnulls($6::uuid)
                AS held
            """,
            scope.TenantId, write.ReportId, destinations, calendars.Select(calendar => calendar.Id).ToArray(),
            calendars.Select(calendar => calendar.Version).ToArray(), write.Rules.AfterScheduleId);
    }

    private static long LockOf(TenantScope scope) =>
        BitConverter.ToInt64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"chains of {scope.TenantId:N}")));
}
