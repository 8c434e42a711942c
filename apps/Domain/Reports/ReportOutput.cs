using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Reports;

/// <summary>A kind of file that a run makes.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ReportFormat>))]
public enum ReportFormat
{
    Csv,
    Xlsx,
    Pdf,
    Html,
    Json,

    /// <summary>A JSON object on each line.</summary>
    Ndjson,
    Parquet,

    /// <summary>An image of the chart of each section that has one; e-mail shows it in the message.</summary>
    Png,
}

/// <summary>
/// What a report's files look like; a part of its definition. All formats of a run are made from one pass over its queries.
/// Texts are Liquid templates over <c>report</c>, <c>parameters</c>, <c>fireTime</c> and <c>rows</c>.
/// </summary>
public sealed record ReportOutput
{
    /// <summary>One CSV file in the default dialect.</summary>
    public static readonly ReportOutput Default = new();

    // Source-generated JSON forgets what properties are initialised with, but not what a constructor does for them.
    [JsonConstructor]
    public ReportOutput(
        IReadOnlyList<ReportFormat>? formats = null, string? title = null, string? introduction = null, string? locale = null,
        IReadOnlyList<ColumnFormat>? columns = null, ReportChart? chart = null, string? sectionName = null,
        IReadOnlyList<ReportSection>? sections = null, CsvDialect? csv = null, PageSetup? page = null, FilePacking packing = FilePacking.None,
        int? retentionDays = null)
    {
        Formats = formats ?? [ReportFormat.Csv];
        Title = title;
        Introduction = introduction;
        Locale = locale ?? "en-US";
        Columns = columns ?? [];
        Chart = chart;
        SectionName = sectionName;
        Sections = sections ?? [];
        Csv = csv ?? CsvDialect.Default;
        Page = page ?? PageSetup.Default;
        Packing = packing;
        RetentionDays = retentionDays;
    }

    /// <summary>The files a run makes, each once; at least one.</summary>
    public IReadOnlyList<ReportFormat> Formats { get; init; }

    /// <summary>Head line of documents; a template of up to 1,000 characters. Null: the report's name.</summary>
    public string? Title { get; init; }

    /// <summary>A paragraph under the title; a template of up to 10,000 characters.</summary>
    public string? Introduction { get; init; }

    /// <summary>Conventions for numbers and dates in documents, for example <c>de-DE</c>; see <c>ReportLocale</c>.</summary>
    public string Locale { get; init; }

    /// <summary>How columns of the report's query are shown; those that are not named are shown by their type.</summary>
    public IReadOnlyList<ColumnFormat> Columns { get; init; }

    /// <summary>A chart of the report's query, in documents above its table.</summary>
    public ReportChart? Chart { get; init; }

    /// <summary>Name of the sheet or section of the report's query; null: the report's name.</summary>
    public string? SectionName { get; init; }

    /// <summary>Further queries, each a sheet or section of its own; up to 20.</summary>
    public IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>How CSV is written.</summary>
    public CsvDialect Csv { get; init; }

    /// <summary>The pages of PDF.</summary>
    public PageSetup Page { get; init; }

    /// <summary>How files are packed for those who get them.</summary>
    public FilePacking Packing { get; init; }

    /// <summary>Days that files are kept, 1 to 3,650; null: as the tenant's settings say.</summary>
    public int? RetentionDays { get; init; }
}

/// <summary>A further query of a report.</summary>
/// <param name="Name">1 to 100 characters, unique within the report.</param>
/// <param name="Sql">One statement that reads; the report's parameters as <c>@name</c>.</param>
/// <param name="Columns">How its columns are shown.</param>
/// <param name="Chart">A chart of it.</param>
public sealed record ReportSection(string Name, string Sql, IReadOnlyList<ColumnFormat>? Columns = null, ReportChart? Chart = null)
{
    /// <summary>How its columns are shown.</summary>
    public IReadOnlyList<ColumnFormat> Columns { get; init; } = Columns ?? [];
}

/// <summary>What the values of a column are, for people.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ColumnStyle>))]
public enum ColumnStyle
{
    /// <summary>By the type of the column.</summary>
    Auto,
    Text,
    Number,

    /// <summary>A fraction of one, shown times a hundred.</summary>
    Percent,
    Currency,
    Date,
    DateTime,
    Time,
}

/// <summary>How one column is shown, the same in all formats for people. CSV and JSON keep values as they are, and take only the label.</summary>
/// <param name="Column">Name of the column in the query's result.</param>
/// <param name="Label">Heading; null: the column's name.</param>
/// <param name="Style">What its values are.</param>
/// <param name="Decimals">0 to 10; null: as the value has, 2 for currency.</param>
/// <param name="Currency">ISO 4217 code, for <see cref="ColumnStyle.Currency"/>.</param>
/// <param name="Width">In characters, 1 to 255; null: by the content.</param>
/// <param name="Hidden">Left out of documents.</param>
public sealed record ColumnFormat(
    string Column, string? Label = null, ColumnStyle Style = ColumnStyle.Auto, int? Decimals = null, string? Currency = null,
    int? Width = null, bool Hidden = false);

/// <summary>The kind of a chart.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ChartKind>))]
public enum ChartKind
{
    Line,
    Bar,
    Pie,
}

/// <summary>A chart of a query's first 1,000 rows.</summary>
/// <param name="Category">Column of the horizontal axis, or of the pie's pieces.</param>
/// <param name="Values">Columns with numbers, each a series: 1 to 8; one for a pie.</param>
/// <param name="Title">Null: none.</param>
public sealed record ReportChart(ChartKind Kind, string Category, IReadOnlyList<string> Values, string? Title = null);

/// <summary>A dialect of CSV.</summary>
/// <param name="Delimiter">One of <c>, ; | </c> and a tab.</param>
/// <param name="Header">Begins with a line of the columns' names.</param>
/// <param name="QuoteAll">Every text is quoted, not only those that need it.</param>
/// <param name="ByteOrderMark">Begins with the bytes EF BB BF, by which Excel knows UTF-8.</param>
/// <param name="UnixLineEnds">Lines end with LF, not CR LF.</param>
/// <param name="DecimalComma">A comma for the point in numbers.</param>
/// <param name="NullText">What stands for null; an empty text is then written as <c>""</c>.</param>
/// <param name="NeutraliseFormulas">Puts an apostrophe before text that a spreadsheet would take for a formula.</param>
public sealed record CsvDialect(
    string Delimiter = ",", bool Header = true, bool QuoteAll = false, bool ByteOrderMark = false, bool UnixLineEnds = false,
    bool DecimalComma = false, string NullText = "", bool NeutraliseFormulas = true)
{
    /// <summary>RFC 4180 in UTF-8 with a header line.</summary>
    public static readonly CsvDialect Default = new();
}

/// <summary>Sizes of paper.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PaperSize>))]
public enum PaperSize
{
    A4,
    A3,
    Letter,
    Legal,
}

/// <summary>The pages of a PDF.</summary>
public sealed record PageSetup(PaperSize Paper = PaperSize.A4, bool Landscape = false)
{
    public static readonly PageSetup Default = new();
}

/// <summary>How files are packed for those who get them; what the store compresses for itself is another matter.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FilePacking>))]
public enum FilePacking
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>CSV, JSON and NDJSON as <c>.gz</c>; other formats are compressed in themselves.</summary>
    Gzip,

    /// <summary>Each in a zip file, encrypted when the report has a file password.</summary>
    Zip,
}
