using System.Globalization;
using System.Text;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>What stands around the rows of a sheet (ECMA-376 Part 1, 18.3.1.99; the order of the elements is fixed).</summary>
internal static class SheetXml
{
    /// <summary>All before the first row: a header row that stays in view, and the columns' widths.</summary>
    /// <param name="widths">In characters; none for a sheet without columns.</param>
    /// <param name="isFirst">True for the sheet that is shown when the file is opened.</param>
    public static string Start(IReadOnlyList<int> widths, bool isFirst)
    {
        var xml = new StringBuilder("""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>
            """);
        xml.Append(isFirst ? "<sheetView tabSelected=\"1\" workbookViewId=\"0\">" : "<sheetView workbookViewId=\"0\">");
        if (widths.Count > 0)
            xml.Append("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/>");
        xml.Append("</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>");
        if (widths.Count > 0)
        {
            xml.Append("<cols>");
            for (var i = 0; i < widths.Count; i++)
                xml.Append(CultureInfo.InvariantCulture, $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{widths[i]}\" customWidth=\"1\"/>");
            xml.Append("</cols>");
        }

        return xml.Append("<sheetData>").ToString();
    }

    /// <summary>
    /// All after the last row: filters in the header row, pages as wide as the columns, and no warnings of numbers in text.
    /// </summary>
    /// <param name="range">All cells; null for a sheet without columns.</param>
    /// <param name="page">The pages when it is printed.</param>
    public static string End(string? range, PageSetup page)
    {
        var orientation = page.Landscape ? "landscape" : "portrait";
        var setup = string.Create(CultureInfo.InvariantCulture, $"<pageSetup paperSize=\"{PaperCode(page.Paper)}\" fitToHeight=\"0\" orientation=\"{orientation}\"/>");
        return range is null
            ? $"</sheetData>{setup}</worksheet>"
            : $"</sheetData><autoFilter ref=\"{range}\"/>{setup}<ignoredErrors><ignoredError sqref=\"{range}\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>";
    }

    /// <summary>A column's letters; the first is 1.</summary>
    public static string Letters(int column) =>
        column == 0 ? "" : Letters((column - 1) / 26) + (char)('A' + ((column - 1) % 26));

    // ECMA-376 Part 1, 18.3.1.63.
    private static int PaperCode(PaperSize paper) => paper switch
    {
        PaperSize.Letter => 1,
        PaperSize.Legal => 5,
        PaperSize.A3 => 8,
        _ => 9,
    };
}
