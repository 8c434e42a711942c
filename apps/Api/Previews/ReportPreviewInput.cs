using System.Text.Json;
using ReportScheduler.Api.Reports;
using ReportScheduler.Api.Runs;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Previews;

/// <summary>A query to try before it is saved as a report.</summary>
/// <param name="Sql">One statement that reads; names its parameters as <c>@name</c>. Up to 100,000 characters.</param>
/// <param name="Parameters">As a report defines them; none when absent.</param>
/// <param name="Values">An object with a member for each parameter that has no default; as a run is given them.</param>
/// <param name="AsOf">What relative dates and times refer to: from 1970 on and not in the future. Absent or null: now.</param>
/// <param name="TimeZone">IANA name of the zone in which they are meant. Absent or null: UTC.</param>
public sealed record ReportPreviewInput(
    Guid? DataSourceId, string? Sql, IReadOnlyList<ReportParameterInput?>? Parameters = null, JsonElement? Values = null, DateTimeOffset? AsOf = null,
    string? TimeZone = null)
{
    /// <returns>What to ask a worker, and what that binds; null when errors were added.</returns>
    internal (SourceQuestion Question, BoundValues Bound)? Check(Guid tenantId, DateTimeOffset now, List<FieldError> errors)
    {
        if (DataSourceId is null) errors.AddMissing("dataSourceId");
        errors.CheckSql("sql", Sql);
        var asOf = AsOfTime.Check(AsOf, TimeZone, now, errors);
        ReportParameterInput.Check(Parameters, errors);
        if (errors.Count > 0) return null;

        var (definitions, zone) = (ReportParameterInput.ToDefinitions(Parameters), TimeZoneData.ZoneOrUtc(TimeZone));
        var found = new List<FieldError>();
        var bound = ParameterValues.Bind(definitions, Values, asOf, zone, found);
        errors.AddRange(found.Select(error => error with { Field = $"values{error.Field["parameters".Length..]}" }));
        return errors.Count > 0
            ? null
            : (new SourceQuestion(tenantId, DataSourceId!.Value, Sql!, definitions, Values, asOf, zone.Id), BoundValues.Of(bound, asOf, zone));
    }
}

/// <summary>The first rows of a query.</summary>
/// <param name="Columns">Name and type of each: text, boolean, integer, float, decimal, date, time, timestamp, instant, interval, uuid, binary or json.</param>
/// <param name="Rows">Up to 100. Cells are texts, in the order of the columns, numbers in plain digits and times as ISO 8601; null for null.</param>
/// <param name="Truncated">There are more rows, or long texts were cut.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="BoundParameters">What the parameters were.</param>
public sealed record ReportPreview(
    IReadOnlyList<SourceColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, bool Truncated, long DurationMs, BoundValues BoundParameters);

/// <summary>How a data source would run a query.</summary>
/// <param name="Text">In the source's own words, of several lines.</param>
public sealed record ReportPlan(string Text);
