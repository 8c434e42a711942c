using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Charts;
using ReportScheduler.Reports.Formats.Html;
using ReportScheduler.Reports.Formats.Json;
using ReportScheduler.Reports.Formats.Parquet;
using ReportScheduler.Reports.Formats.Pdf;
using ReportScheduler.Reports.Formats.Xlsx;

namespace ReportScheduler.Reports.Formats;

/// <summary>The writers of the formats.</summary>
public static class ReportWriters
{
    /// <summary>A writer of one file.</summary>
    /// <param name="output">Not closed.</param>
    public static ReportWriter Create(ReportFormat format, Stream output, DocumentHead head) => format switch
    {
        ReportFormat.Csv => new CsvWriter(output, head.Output.Csv),
        ReportFormat.Xlsx => new XlsxWriter(output, head),
        ReportFormat.Pdf => new PdfWriter(output, head),
        ReportFormat.Html => new HtmlWriter(output, head),
        ReportFormat.Json => new JsonReportWriter(output, head),
        ReportFormat.Ndjson => new NdjsonWriter(output),
        ReportFormat.Parquet => new ParquetReportWriter(output),
        ReportFormat.Png => new ChartWriter(output, head),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
