using System.Globalization;
using NodaTime;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Charts;
using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Rows;
using ReportScheduler.Reports.Typesetting;

namespace ReportScheduler.Reports.Formats.Html;

/// <summary>
/// Writes a page for people that needs nothing but itself: no script, no link, no font, no image from elsewhere. Texts are escaped
/// wherever they come from. Rows are written as they come; only below a chart they wait until the chart has its rows, and where they
/// would be too many to wait, the chart comes after its table.
/// </summary>
/// <param name="output">Takes UTF-8 in blocks; not closed.</param>
/// <param name="head">What the page is about.</param>
public sealed class HtmlWriter(Stream output, DocumentHead head) : ReportWriter
{
    private const int MaxWaitingChars = 4 * 1024 * 1024;

    private const int MaxWord = 40;

    private readonly HtmlOutput _html = new(output);
    private readonly ReportLocale _locale = ReportLocale.Of(head.Output.Locale);
    private readonly DateTimeZone _zone = DocumentTime.Zone(head.TimeZone);
    private DocumentColumn[] _columns = [];
    private ChartCollector? _chart;
    private int _chartPlace;
    private int _sections;
    private long _rows;

    /// <inheritdoc/>
    public override async ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        if (_sections++ == 0) AddHead();
        var id = _sections.ToString(CultureInfo.InvariantCulture);
        _columns = DocumentColumn.Visible(section, _locale, _zone);
        _chart = ChartCollector.For(section, _locale, _zone);
        _rows = 0;
        await _html.FlushAsync(cancellationToken);
        _html.Add($"<section>\n<h2 id=\"s{id}\">").AddText(section.Name).Add("</h2>\n");
        _chartPlace = _html.Html.Length;
        _html.Add($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-labelledby=\"s{id}\"><table>\n<caption>").AddText(section.Name)
            .Add("</caption>\n<thead><tr>");
        foreach (var column in _columns)
        {
            _html.Add(column.Display.IsNumeric ? "<th scope=\"col\" class=\"n\"" : "<th scope=\"col\"");
            if (column.Width is { } width) _html.Add($" style=\"min-width:{width.ToString(CultureInfo.InvariantCulture)}ch\"");
            _html.Add(">").AddText(column.Label).Add("</th>");
        }

        _html.Add("</tr></thead>\n<tbody>\n");
    }

    /// <inheritdoc/>
    public override async ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            _chart?.Add(rows, row);
            _rows++;
            if (_columns.Length > 0) AddRow(rows, row);
            if (_chartPlace >= 0 && _chart is not null)
            {
                if (_chart.IsFull) PlaceChart(_chartPlace);
                else if (_html.Html.Length > MaxWaitingChars) _chartPlace = -1;
                else continue;
            }

            await _html.FlushBlockAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndSectionAsync(CancellationToken cancellationToken)
    {
        if (_rows == 0 || _columns.Length == 0)
        {
            var span = Math.Max(_columns.Length, 1).ToString(CultureInfo.InvariantCulture);
            _html.Add($"<tr><td class=\"none\" colspan=\"{span}\">").AddText(_locale.Words.NoRows).Add("</td></tr>\n");
        }

        _html.Add("</tbody>\n</table></div>\n");
        if (_chart is not null) PlaceChart(_chartPlace >= 0 ? _chartPlace : _html.Html.Length);
        _html.Add("</section>\n");
        await _html.FlushBlockAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_sections == 0) AddHead();
        _html.Add("</main>\n</body>\n</html>\n");
        return _html.FlushAsync(cancellationToken);
    }

    private void AddHead()
    {
        var iso = head.AsOf.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _html.Add($"<!DOCTYPE html>\n<html lang=\"{_locale.Name}\" dir=\"{(_locale.IsRightToLeft ? "rtl" : "ltr")}\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light\">\n<title>")
            .AddText(head.Title).Add("</title>\n<style>\n").Add(HtmlStyles.Page).Add("\n</style>\n</head>\n<body>\n<main>\n<header>\n<h1>")
            .AddText(head.Title).Add($"</h1>\n<p class=\"as-of\"><time datetime=\"{iso}\" dir=\"ltr\">")
            .AddText(DocumentTime.ShowWithZone(head.AsOf, head.TimeZone, _locale)).Add("</time></p>\n");
        if (!string.IsNullOrWhiteSpace(head.Introduction)) _html.Add("<p>").AddText(head.Introduction.Trim()).Add("</p>\n");
        _html.Add("</header>\n");
    }

    private void AddRow(RowBatch rows, int row)
    {
        _html.Add("<tr>");
        foreach (var column in _columns)
        {
            var text = column.Show(rows, row);
            _html.Add(column.Display.IsNumeric ? "<td class=\"n\">" : HasLongWord(text) ? "<td class=\"long\">" : "<td>").AddText(text).Add("</td>");
        }

        _html.Add("</tr>\n");
    }

    // Such a word would make its column as wide as itself.
    private static bool HasLongWord(ReadOnlySpan<char> text)
    {
        while (text.Length > MaxWord)
        {
            var space = text.IndexOfAny(' ', '\n');
            if (space < 0 || space > MaxWord) return true;
            text = text[(space + 1)..];
        }

        return false;
    }

    private void PlaceChart(int place)
    {
        var data = _chart?.Data();
        _chart = null;
        if (data is null) return;
        using var shaper = new TextShaper(DocumentFonts.Shared);
        _html.Html.Insert(place, $"<figure>{ChartFiles.Svg(data, shaper)}</figure>\n");
    }
}
