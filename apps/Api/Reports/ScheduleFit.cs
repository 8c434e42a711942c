using NodaTime;
using ReportScheduler.Api.Errors;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Reports;

/// <summary>Checks that the schedules of a report still fit when its parameters change.</summary>
internal static class ScheduleFit
{
    private const int MaxErrors = 20;

    /// <returns>Null when all fit.</returns>
    public static async Task<ProblemResult?> FindIncompatibleAsync(
        this ScheduleStore schedules, TenantScope scope, Guid reportId, IReadOnlyList<ReportParameter> parameters, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var found = new List<FieldError>();
        foreach (var (values, names) in await schedules.ListParametersAsync(scope, reportId, cancellationToken))
        {
            var errors = new List<FieldError>();
            ParameterValues.Bind(parameters, values, now, DateTimeZone.Utc, errors);
            found.AddRange(errors.Select(error => error with { Message = $"Schedule {string.Join(", ", names)}: {error.Message}" }));
        }

        return found.Count == 0 ? null : new ProblemResult(
            StatusCodes.Status422UnprocessableEntity, "schedules_incompatible",
            "Change the schedules that are named in errors first, or keep parameters that fit them.", [.. found.Take(MaxErrors)]);
    }
}
