using ReportScheduler.Domain;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Reports;

namespace ReportScheduler.Api.DataSources;

internal static class FileReports
{
    /// <summary>Adds an error for each file that is to come from a report which the tenant does not have.</summary>
    public static async Task CheckKnownAsync(
        this ReportStore reports, TenantScope scope, IReadOnlyList<DataSourceFileInput?>? files, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (files is null || errors.Count > 0 || files.All(file => file?.ReportId is null)) return;
        var known = await reports.FilterKnownAsync(scope, [.. files.Select(file => file?.ReportId).OfType<Guid>()], cancellationToken);
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i]?.ReportId is { } id && !known.Contains(id))
                errors.Add(new($"files[{i}].reportId", "unknown_report", "Name a report of yours: there is none with this id."));
        }
    }
}
