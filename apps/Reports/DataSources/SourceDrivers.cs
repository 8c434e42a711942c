using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>The drivers that are registered, by what they read.</summary>
public sealed class SourceDrivers(IEnumerable<SourceDriver> drivers)
{
    private readonly Dictionary<DataSourceKind, SourceDriver> _drivers = drivers.ToDictionary(driver => driver.Kind);

    /// <exception cref="ReportException"><see cref="ReportErrors.SourceKindUnsupported"/>.</exception>
    public SourceDriver Of(DataSourceKind kind) => _drivers.GetValueOrDefault(kind)
        ?? throw new ReportException(ReportErrors.SourceKindUnsupported, "Data sources of this kind cannot be read here: use another one.");
}
