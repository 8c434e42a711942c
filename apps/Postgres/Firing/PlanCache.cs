using System.Collections.Concurrent;
using Npgsql;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Postgres.Firing;

/// <summary>A plan that is ready to be evaluated.</summary>
internal sealed record CompiledPlan(ScheduleTiming Timing, ScheduleRules Rules, FireCalendar? Calendar);

/// <summary>
/// Keeps plans compiled by their text: compiling costs more than evaluating, and a few plans serve most schedules. A
/// calendar's version is part of the text, so a changed calendar is a new plan.
/// </summary>
internal sealed class PlanCache
{
    private const int MaxPlans = 100_000;

    private readonly ConcurrentDictionary<(Guid? Tenant, string Plan), CompiledPlan> _plans = new();

    /// <exception cref="FormatException">The plan cannot be used.</exception>
    public async Task<CompiledPlan> GetAsync(NpgsqlConnection connection, Guid tenantId, string text, CancellationToken cancellationToken)
    {
        // Only calendars make a plan the tenant's own.
        if (_plans.TryGetValue((null, text), out var plan) || _plans.TryGetValue((tenantId, text), out plan)) return plan;

        var parsed = SchedulePlan.Parse(text);
        var references = parsed.Timing.Calendars ?? [];
        var calendars = references.Count == 0 ? [] : await ListCalendarsAsync(connection, tenantId, references, cancellationToken);
        plan = new CompiledPlan(
            parsed.Timing, parsed.Rules, parsed.Timing.Entries.Count == 0 ? null : FireCalendar.Create(parsed.Timing, calendars));
        if (_plans.Count >= MaxPlans) _plans.Clear();
        _plans[(references.Count == 0 ? null : tenantId, text)] = plan;
        return plan;
    }

    private static Task<List<BusinessCalendar>> ListCalendarsAsync(
        NpgsqlConnection connection, Guid tenantId, IReadOnlyList<CalendarReference> references, CancellationToken cancellationToken) =>
        connection.ListAsync(
            new Statement(
                $"SELECT {CalendarRows.Columns} FROM calendars c WHERE c.tenant_id = $1 AND c.id = ANY ($2)",
                tenantId, references.Select(reference => reference.Id).ToArray()),
            CalendarRows.Map,
            cancellationToken);
}
