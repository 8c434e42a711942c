using System.Text.Json;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Reports;

namespace ReportScheduler.Worker.Rendering;

/// <summary>The parameters of a run with their values, as of its nominal fire time: a retry or a backfill binds the same.</summary>
/// <param name="Values">For the ledger.</param>
internal sealed record BoundRun(IReadOnlyList<BoundParameter> Parameters, BoundValues Values)
{
    /// <param name="timeZone">Null for UTC.</param>
    /// <exception cref="ReportException">A value does not fit the report.</exception>
    public static BoundRun Bind(IReadOnlyList<ReportParameter> definitions, JsonElement values, Guid runId, string? timeZone) =>
        Bind(definitions, values, RunId.NominalFireAt(runId), timeZone);

    /// <inheritdoc cref="Bind(IReadOnlyList{ReportParameter}, JsonElement, Guid, string?)"/>
    /// <param name="asOf">What relative times refer to.</param>
    public static BoundRun Bind(IReadOnlyList<ReportParameter> definitions, JsonElement? values, DateTimeOffset asOf, string? timeZone)
    {
        var (errors, zone) = (new List<FieldError>(), TimeZoneData.ZoneOrUtc(timeZone));
        var bound = ParameterValues.Bind(definitions, values, asOf, zone, errors);
        return errors.Count == 0
            ? new BoundRun(bound, BoundValues.Of(bound, asOf, zone))
            : throw new ReportException("invalid_parameters", $"The value of {errors[0].Field} does not fit the report: {errors[0].Message}");
    }
}
