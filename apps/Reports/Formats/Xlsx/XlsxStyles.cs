using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>The styles of a workbook, gathered while its cells are written. A style is known by its index.</summary>
internal sealed class XlsxStyles
{
    /// <summary>The style of the header row.</summary>
    public const int Header = 1;

    private const int BuiltInText = 49;
    private const int FirstCustomFormat = 164;
    private const int FirstIndex = 2;

    private readonly List<string> _formats = [];

    /// <summary>Index of the style with a number format; null is the general one.</summary>
    public int GetIndex(string? numberFormat)
    {
        if (numberFormat is null) return 0;
        var index = _formats.IndexOf(numberFormat);
        if (index < 0)
        {
            index = _formats.Count;
            _formats.Add(numberFormat);
        }

        return FirstIndex + index;
    }

    /// <summary>The part <c>xl/styles.xml</c>.</summary>
    public string ToXml()
    {
        var formats = new StringBuilder();
        var cells = new StringBuilder();
        for (var i = 0; i < _formats.Count; i++)
        {
            var isText = _formats[i] == NumberFormats.Text;
            if (!isText) Append(formats, $"<numFmt numFmtId=\"{FirstCustomFormat + i}\" formatCode=\"{XmlText.Escape(_formats[i])}\"/>");
            Append(cells, $"""<xf numFmtId="{(isText ? BuiltInText : FirstCustomFormat + i)}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>""");
        }

        var count = _formats.Count(format => format != NumberFormats.Text);
        var numberFormats = count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"<numFmts count=\"{count}\">{formats}</numFmts>");
        return string.Create(CultureInfo.InvariantCulture, $"""
            <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{numberFormats}
            <fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>
            <fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/><bgColor indexed="64"/></patternFill></fill></fills>
            <borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF4F81BD"/></bottom><diagonal/></border></borders>
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
            <cellXfs count="{FirstIndex + _formats.Count}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="{BuiltInText}" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>{cells}</cellXfs>
            <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
            </styleSheet>
            """);
    }

    private static void Append(StringBuilder text, FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));
}
