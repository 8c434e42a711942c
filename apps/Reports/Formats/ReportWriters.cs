using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Formats;

/// <summary>The formats that can be written.</summary>
public static class ReportWriters
{
    /// <summary>A writer of one file.</summary>
    /// <param name="output">Not closed.</param>
    /// <exception cref="ReportException"><see cref="ReportErrors.FormatUnsupported"/>.</exception>
    public static ReportWriter Create(ReportFormat format, Stream output, DocumentHead head) => format switch
    {
        ReportFormat.Csv => new CsvWriter(output, head.Output.Csv),
        _ => throw new ReportException(ReportErrors.FormatUnsupported, $"Files of the format {format} cannot be made yet: choose another one."),
    };

    /// <summary>True if a file has one table, so that a report of several sections has a file for each.</summary>
    public static bool HasOneTable(ReportFormat format) => format is ReportFormat.Csv or ReportFormat.Ndjson or ReportFormat.Parquet;

    /// <summary>MIME type of a file.</summary>
    public static string ContentTypeOf(ReportFormat format, ReportOutput output) => format switch
    {
        ReportFormat.Csv => CsvWriter.ContentTypeOf(output.Csv),
        ReportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ReportFormat.Pdf => "application/pdf",
        ReportFormat.Html => "text/html; charset=utf-8",
        ReportFormat.Json => "application/json",
        ReportFormat.Ndjson => "application/x-ndjson",
        ReportFormat.Parquet => "application/vnd.apache.parquet",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
