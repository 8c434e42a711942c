using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>All ways that are measured, in the order in which they are.</summary>
internal static class ReportCases
{
    public const string Psql = "psql";
    public const string Small = "small";

    public static IReadOnlyList<ReportCase> All { get; } =
    [
        new(Psql, @"psql \copy to CSV", "The server makes the CSV; psql copies it into a file.", null, null),
        new("csv-file", "Ours, CSV into a file", "Driver and writer alone: what psql does.", null, (setup, path, token) => OurReports.FileAsync(ReportFormat.Csv, setup, path, token)),
        new("csv", "Ours, CSV stored", "The whole renderer: hashed, compressed, stored durably.", null, (setup, path, token) => OurReports.StoreAsync(ReportFormat.Csv, setup, path, token)),
        new("json-peer", "Reader, Utf8JsonWriter", "NpgsqlDataReader's typed getters into a file.", null, ReportPeers.JsonAsync),
        new("json-file", "Ours, JSON into a file", "Driver and writer alone: what the peer does.", "json-peer", (setup, path, token) => OurReports.FileAsync(ReportFormat.Json, setup, path, token)),
        new("json", "Ours, JSON stored", "The whole renderer.", "json-peer", (setup, path, token) => OurReports.StoreAsync(ReportFormat.Json, setup, path, token)),
        new("ndjson", "Ours, NDJSON stored", "The whole renderer.", "json-peer", (setup, path, token) => OurReports.StoreAsync(ReportFormat.Ndjson, setup, path, token)),
        new("miniexcel", "MiniExcel", "From a data reader into a file.", null, ReportPeers.MiniExcelAsync, Share: 0.5),
        new("xlsx", "Ours, XLSX stored", "The whole renderer.", "miniexcel", (setup, path, token) => OurReports.StoreAsync(ReportFormat.Xlsx, setup, path, token), Share: 0.5),
        new("parquet-peer", "Reader, Parquet.Net", "NpgsqlDataReader's typed getters, groups of 100,000 rows, Snappy, into a file.", null, ReportPeers.ParquetAsync),
        new("parquet", "Ours, Parquet stored", "The whole renderer.", "parquet-peer", (setup, path, token) => OurReports.StoreAsync(ReportFormat.Parquet, setup, path, token)),
        new(Small, "Ours, 100-row CSV stored", "One report after the other in one process, each with all of the renderer; rows are reports.", null, OurReports.SmallAsync, Share: 0.001),
    ];

    public static ReportCase Of(string key) => All.Single(item => item.Key == key);
}
