using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>A sheet that was written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows, the header's included.</param>
internal sealed record WrittenSheet(string Name, int Columns, int Rows);

/// <summary>The small parts of a workbook.</summary>
internal static class WorkbookXml
{
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    /// <summary>
    /// <c>[Content_Types].xml</c>. Goes first, by which mail filters and the like know the format; what has no entry of its own
    /// is a sheet, since how many there will be is not known yet.
    /// </summary>
    public const string ContentTypes = $"""
        <Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
        """;

    /// <summary><c>_rels/.rels</c>.</summary>
    public const string Relationships = $"""
        <Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="{Package}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>
        """;

    /// <summary><c>docProps/core.xml</c>. Its times are the report's, not the clock's.</summary>
    public static string CoreProperties(DocumentHead head)
    {
        var time = head.AsOf.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var description = head.Introduction is null ? "" : $"<dc:description>{XmlText.Escape(head.Introduction)}</dc:description>";
        return $"""
            <cp:coreProperties xmlns:cp="{Package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{XmlText.Escape(head.Title)}</dc:title><dc:creator>Report Scheduler</dc:creator>{description}<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified></cp:coreProperties>
            """;
    }

    /// <summary>Name of the part of a sheet; the first is 1.</summary>
    public static string SheetPart(int number) => string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{number}.xml");

    /// <summary><c>xl/workbook.xml</c>: the sheets, their filters, and their header rows on every printed page.</summary>
    public static string Workbook(IReadOnlyList<WrittenSheet> sheets)
    {
        var entries = new StringBuilder();
        var filters = new StringBuilder();
        var titles = new StringBuilder();
        for (var i = 0; i < sheets.Count; i++)
        {
            var sheet = sheets[i];
            entries.Append(CultureInfo.InvariantCulture, $"<sheet name=\"{XmlText.Escape(sheet.Name)}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>");
            if (sheet.Columns == 0) continue;
            var quoted = XmlText.Escape($"'{sheet.Name.Replace("'", "''", StringComparison.Ordinal)}'");
            filters.Append(CultureInfo.InvariantCulture, $"<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{i}\" hidden=\"1\">{quoted}!$A$1:${SheetXml.Letters(sheet.Columns)}${sheet.Rows}</definedName>");
            titles.Append(CultureInfo.InvariantCulture, $"<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{i}\">{quoted}!$1:$1</definedName>");
        }

        var names = filters.Length == 0 ? "" : $"<definedNames>{filters}{titles}</definedNames>";
        return $"""
            <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{Office}"><bookViews><workbookView/></bookViews><sheets>{entries}</sheets>{names}</workbook>
            """;
    }

    /// <summary><c>xl/_rels/workbook.xml.rels</c>.</summary>
    public static string WorkbookRelationships(int sheets)
    {
        var entries = new StringBuilder();
        for (var i = 1; i <= sheets; i++)
            entries.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"rId{i}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>");
        return string.Create(CultureInfo.InvariantCulture, $"""
            <Relationships xmlns="{Package}/relationships">{entries}<Relationship Id="rId{sheets + 1}" Type="{Office}/styles" Target="styles.xml"/></Relationships>
            """);
    }
}
