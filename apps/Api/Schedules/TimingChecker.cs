using Microsoft.Extensions.Options;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Calendars;
using ReportScheduler.Postgres.Tenants;

namespace ReportScheduler.Api.Schedules;

/// <summary>A timing that can be used.</summary>
/// <param name="Timing">With the versions of its calendars.</param>
/// <param name="Calendar">Null for a schedule that follows another.</param>
internal sealed record CheckedTiming(ScheduleTiming Timing, FireCalendar? Calendar);

/// <summary>Checks a timing against the tenant's calendars and its minimum interval.</summary>
internal sealed class TimingChecker(CalendarStore calendars, TenantStore tenants, IOptions<ScheduleOptions> options, TimeProvider time)
{
    // Every hour of a month, see FireCalendar.SmallestInterval.
    private const int FiresLookedAt = 1000;

    private static readonly ScheduleEntry[] AnyEntry = [new() { Cron = "@yearly" }];

    /// <param name="isChained">Whether it belongs to a schedule that follows another, and so has no entries.</param>
    /// <returns>Null when errors were added.</returns>
    public async Task<CheckedTiming?> CheckAsync(
        TenantScope scope, ScheduleTiming timing, bool isChained, List<FieldError> errors, CancellationToken cancellationToken)
    {
        var before = errors.Count;
        if (isChained && timing.Entries.Count > 0)
            errors.Add(new("timing.entries", "not_with_chain", "Leave them out: the schedule runs after the one it follows."));

        var used = await FindCalendarsAsync(scope, timing, cancellationToken);
        var calendar = FireCalendar.TryCreate(isChained ? timing with { Entries = AnyEntry } : timing, used, errors);
        if (calendar is not null && !isChained) await CheckIntervalAsync(scope, timing, calendar, errors, cancellationToken);
        if (errors.Count > before) return null;

        var versions = used.ToDictionary(known => known.Id, known => known.Version);
        var references = timing.Calendars?.Select(reference => new CalendarReference(reference.Id, versions[reference.Id])).ToList();
        return new CheckedTiming(timing with { Calendars = references }, isChained ? null : calendar);
    }

    /// <summary>Compiles a timing that is stored.</summary>
    /// <returns>Null for a schedule that follows another.</returns>
    public async Task<FireCalendar?> CompileAsync(TenantScope scope, ScheduleTiming timing, CancellationToken cancellationToken) =>
        timing.Entries.Count == 0 ? null : FireCalendar.Create(timing, await FindCalendarsAsync(scope, timing, cancellationToken));

    private async Task<IReadOnlyList<BusinessCalendar>> FindCalendarsAsync(
        TenantScope scope, ScheduleTiming timing, CancellationToken cancellationToken) =>
        timing.Calendars is { Count: > 0 and <= FireCalendar.MaxCalendars } references
            ? await calendars.FindAllAsync(scope, [.. references.Select(reference => reference.Id)], cancellationToken)
            : [];

    private async Task CheckIntervalAsync(
        TenantScope scope, ScheduleTiming timing, FireCalendar calendar, List<FieldError> errors, CancellationToken cancellationToken)
    {
        var minimum = options.Value.Effective((await tenants.FindChoicesAsync(scope, cancellationToken)).MinimumIntervalSeconds);
        if (calendar.SmallestInterval(time.GetUtcNow(), FiresLookedAt) is not { } smallest || smallest >= TimeSpan.FromSeconds(minimum)) return;

        errors.Add(new(
            timing.Entries is [{ Cron: not null }] ? "timing.entries[0].cron" : "timing.entries", "too_often",
            $"Let at least {minimum} seconds pass between two fires: this fires {smallest.TotalSeconds:0.###} seconds after the fire before."));
    }
}
