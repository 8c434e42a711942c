using System.Collections.Frozen;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Formats;

/// <summary>What there is to know of a format.</summary>
/// <param name="Extension">Of its files, with the point.</param>
/// <param name="ContentType">MIME type.</param>
/// <param name="HoldsOneTable">True if a file holds one section: a report with several has as many files.</param>
/// <param name="IsPlain">True if the file is not compressed in itself, so that gzip is worth while.</param>
/// <param name="IsOfChart">True if only sections with a chart have a file.</param>
public sealed record FormatTraits(string Extension, string ContentType, bool HoldsOneTable, bool IsPlain, bool IsOfChart = false);

/// <summary>The formats of files and how packed files are called.</summary>
public static class ReportFormats
{
    private static readonly FrozenDictionary<ReportFormat, FormatTraits> Traits = new Dictionary<ReportFormat, FormatTraits>
    {
        [ReportFormat.Csv] = new(".csv", CsvWriter.ContentTypeOf(CsvDialect.Default), HoldsOneTable: true, IsPlain: true),
        [ReportFormat.Xlsx] = new(
            ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", HoldsOneTable: false, IsPlain: false),
        [ReportFormat.Pdf] = new(".pdf", "application/pdf", HoldsOneTable: false, IsPlain: false),
        [ReportFormat.Html] = new(".html", "text/html; charset=utf-8", HoldsOneTable: false, IsPlain: false),
        [ReportFormat.Json] = new(".json", "application/json", HoldsOneTable: false, IsPlain: true),
        [ReportFormat.Ndjson] = new(".ndjson", "application/x-ndjson", HoldsOneTable: true, IsPlain: true),
        [ReportFormat.Parquet] = new(".parquet", "application/vnd.apache.parquet", HoldsOneTable: true, IsPlain: false),
        [ReportFormat.Png] = new(".png", "image/png", HoldsOneTable: true, IsPlain: false, IsOfChart: true),
    }.ToFrozenDictionary();

    /// <summary>What there is to know of a format.</summary>
    public static FormatTraits Of(ReportFormat format) => Traits[format];

    /// <summary>How a format's files really are packed: gzip is for those of machines that are not compressed in themselves.</summary>
    public static FilePacking Packing(ReportFormat format, FilePacking packing) =>
        packing == FilePacking.Gzip && !Of(format).IsPlain ? FilePacking.None : packing;

    /// <summary>Extension of a packed file: <c>.csv</c>, <c>.csv.gz</c>, <c>.xlsx.zip</c>.</summary>
    public static string Extension(ReportFormat format, FilePacking packing) => Of(format).Extension + Packing(format, packing) switch
    {
        FilePacking.Gzip => ".gz",
        FilePacking.Zip => ".zip",
        _ => "",
    };

    /// <summary>MIME type of a file, packed as its report says.</summary>
    public static string ContentType(ReportFormat format, ReportOutput output) => Packing(format, output.Packing) switch
    {
        FilePacking.Gzip => "application/gzip",
        FilePacking.Zip => "application/zip",
        _ => format == ReportFormat.Csv ? CsvWriter.ContentTypeOf(output.Csv) : Of(format).ContentType,
    };
}
