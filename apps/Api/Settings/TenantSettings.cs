using ReportScheduler.Domain;

namespace ReportScheduler.Api.Settings;

/// <summary>The settings of a tenant.</summary>
/// <param name="MinimumIntervalSeconds">Null: the platform's.</param>
/// <param name="EffectiveMinimumIntervalSeconds">Schedules may not fire more often.</param>
/// <param name="ArtifactRetentionDays">How long the files of runs are kept; null: as the platform does. A report may say otherwise.</param>
/// <param name="TimeZoneDataVersion">Version of the IANA time zone database that fires are computed with.</param>
public sealed record TenantSettings(
    int? MinimumIntervalSeconds, int EffectiveMinimumIntervalSeconds, int? ArtifactRetentionDays, string TimeZoneDataVersion);

/// <summary>The settings of a tenant as they are written.</summary>
/// <param name="MinimumIntervalSeconds">Schedules may not fire more often, up to 86,400; not below the platform's. Null for the platform's.</param>
/// <param name="ArtifactRetentionDays">How long the files of runs are kept, 1 to 3,650. Null for the platform's.</param>
public sealed record TenantSettingsInput(int? MinimumIntervalSeconds, int? ArtifactRetentionDays = null)
{
    private const int MaxSeconds = 86_400;
    private const int MaxDays = 3650;

    internal List<FieldError> Validate(int floor)
    {
        var errors = new List<FieldError>();
        if (MinimumIntervalSeconds < floor || MinimumIntervalSeconds > MaxSeconds)
            errors.Add(new("minimumIntervalSeconds", "out_of_range", $"Give {floor} to {MaxSeconds} seconds, or null for the platform's {floor} seconds."));
        if (ArtifactRetentionDays is < 1 or > MaxDays)
            errors.Add(new("artifactRetentionDays", "out_of_range", $"Give 1 to {MaxDays} days, or null for the platform's retention."));
        return errors;
    }
}
