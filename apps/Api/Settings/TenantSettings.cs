using ReportScheduler.Domain;

namespace ReportScheduler.Api.Settings;

/// <summary>The settings of a tenant.</summary>
/// <param name="MinimumIntervalSeconds">Null: the platform's.</param>
/// <param name="EffectiveMinimumIntervalSeconds">Schedules may not fire more often.</param>
/// <param name="TimeZoneDataVersion">Version of the IANA time zone database that fires are computed with.</param>
public sealed record TenantSettings(int? MinimumIntervalSeconds, int EffectiveMinimumIntervalSeconds, string TimeZoneDataVersion);

/// <summary>The settings of a tenant as they are written.</summary>
/// <param name="MinimumIntervalSeconds">Schedules may not fire more often, up to 86,400; not below the platform's. Null for the platform's.</param>
public sealed record TenantSettingsInput(int? MinimumIntervalSeconds)
{
    private const int MaxSeconds = 86_400;

    internal List<FieldError> Validate(int floor) => MinimumIntervalSeconds is null || (MinimumIntervalSeconds >= floor && MinimumIntervalSeconds <= MaxSeconds)
        ? []
        : [new("minimumIntervalSeconds", "out_of_range", $"Give {floor} to {MaxSeconds} seconds, or null for the platform's {floor} seconds.")];
}
