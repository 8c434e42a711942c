using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;

namespace ReportScheduler.Reports.Rendering;

/// <summary>A report to make.</summary>
/// <param name="Source">What to read.</param>
/// <param name="Sections">The queries in their order, at least one; see <see cref="SectionsOf"/>.</param>
/// <param name="Parameters">Values to bind, the same for all queries.</param>
/// <param name="Head">What stands above the sections, and how files are written.</param>
/// <param name="Files">The files to make, at least one.</param>
/// <param name="Limits">What the report may not exceed.</param>
/// <param name="Password">Encrypts zip files; null: they are not encrypted.</param>
public sealed record ReportRequest(
    SourceSettings Source,
    IReadOnlyList<ReportSection> Sections,
    IReadOnlyList<BoundParameter> Parameters,
    DocumentHead Head,
    IReadOnlyList<ReportFile> Files,
    RenderLimits Limits,
    string? Password = null)
{
    /// <summary>The report's own query, and those that its definition adds.</summary>
    public static IReadOnlyList<ReportSection> SectionsOf(string reportName, string sql, ReportOutput output) =>
        [new(output.SectionName ?? reportName, sql, output.Columns, output.Chart), .. output.Sections];
}

/// <summary>A file to make.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Path">Where the artifact will be, without extension: for example <c>tenants/{tenant}/runs/{run}/{taking}/report</c>.</param>
/// <param name="Name">
/// The name under which people get it, without extension. Where each of several sections has a file of its own, its number follows
/// path and name: <c>report-2.csv</c>.
/// </param>
public sealed record ReportFile(ReportFormat Format, string Path, string Name);

/// <summary>What a report may not exceed.</summary>
/// <param name="MaxRows">Rows of all sections, without headers.</param>
/// <param name="MaxBytes">Bytes of each file's content, before the store compresses it.</param>
/// <param name="Timeout">Time from the first byte sent to the source to the last one stored.</param>
public sealed record RenderLimits(long MaxRows, long MaxBytes, TimeSpan Timeout);
