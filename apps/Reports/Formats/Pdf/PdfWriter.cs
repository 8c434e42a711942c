using NodaTime;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Charts;
using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Rows;
using ReportScheduler.Reports.Typesetting;

namespace ReportScheduler.Reports.Formats.Pdf;

/// <summary>
/// Writes pages: title, introduction, and each section's chart and table. Texts of all scripts are shaped and ordered, with fonts
/// that come with the program. A cell shows up to three lines. In memory are the first rows of a section, up to
/// <see cref="PdfPages.MaxWaiting"/> pages, and the rows of one page. Nothing is ever fetched.
/// </summary>
/// <param name="output">Takes the PDF; not closed.</param>
/// <param name="head">What it is about.</param>
public sealed class PdfWriter(Stream output, DocumentHead head) : ReportWriter
{
    /// <summary>Rows of all sections; nobody reads more on paper, and other formats have no such limit.</summary>
    public const int MaxRows = 50_000;

    private const int SampleRows = 200;
    private const int MaxSampleChars = 4 * 1024 * 1024;
    private const float SectionGap = 20;

    private readonly TextShaper _shaper = new(DocumentFonts.Shared);
    private readonly ReportLocale _locale = ReportLocale.Of(head.Output.Locale);
    private readonly DateTimeZone _zone = DocumentTime.Zone(head.TimeZone);
    private readonly List<string[]> _sample = [];
    private PdfPages? _pages;
    private PdfText? _text;
    private PdfTable? _table;
    private SectionHead? _section;
    private DocumentColumn[] _columns = [];
    private ChartCollector? _chart;
    private int _sampleChars;
    private int _rows;
    private int _sectionRows;

    /// <inheritdoc/>
    public override ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        Open();
        _section = section;
        _columns = DocumentColumn.Visible(section, _locale, _zone);
        _chart = ChartCollector.For(section, _locale, _zone);
        _table = null;
        _sampleChars = _sectionRows = 0;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="ReportException"><see cref="ReportErrors.PdfRowLimit"/></exception>
    public override async ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            if (++_rows > MaxRows)
                throw new ReportException(ReportErrors.PdfRowLimit, "A PDF can have up to 50,000 rows: narrow the query, or choose another format.");
            _sectionRows++;
            _chart?.Add(rows, row);
            var texts = Array.ConvertAll(_columns, c => TextShaper.Clean(c.Show(rows, row), PdfTable.MaxCell));
            if (_table is not null)
            {
                _table.Add(texts);
                await _pages!.FlushAsync(cancellationToken);
                continue;
            }

            _sample.Add(texts);
            _sampleChars += texts.Sum(t => t.Length);
            if (_sample.Count >= (_chart is null ? SampleRows : ChartCollector.MaxRows) || _sampleChars > MaxSampleChars) BeginTable();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public override async ValueTask EndSectionAsync(CancellationToken cancellationToken)
    {
        if (_table is null) BeginTable();
        if (_columns.Length > 0)
        {
            _table!.Flush();
            _text!.Y = _table.Y;
        }

        if (_sectionRows == 0 || _columns.Length == 0)
        {
            _text!.Y += 4;
            _text.Add(_locale.Words.NoRows, PdfStyle.TextSize, false, PdfStyle.Faint);
        }

        _text!.Y += SectionGap;
        await _pages!.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        Open();
        return _pages!.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _pages?.Dispose();
        _shaper.Dispose();
        return base.DisposeAsync();
    }

    private void Open()
    {
        if (_pages is not null) return;
        var asOf = DocumentTime.ShowWithZone(head.AsOf, head.TimeZone, _locale);
        _pages = new(output, head, asOf, _shaper);
        _text = new(_pages, _shaper, _locale.IsRightToLeft);
        _pages.Begin();
        _text.Add(head.Title, PdfStyle.TitleSize, true, PdfStyle.Text);
        _text.Y += 2;
        _text.Add(asOf, PdfStyle.TextSize, false, PdfStyle.Faint);
        if (!string.IsNullOrWhiteSpace(head.Introduction))
        {
            _text.Y += 6;
            _text.Add(head.Introduction.Trim(), PdfStyle.TextSize, false, PdfStyle.Text);
        }

        _text.Y += 14;
    }

    private void BeginTable()
    {
        var chart = _chart?.Data();
        _chart = null;
        var chartHeight = chart is null ? 0 : Math.Min(_pages!.Width * 0.42f, 300);
        _text!.Keep(chartHeight + 90);
        if (_section!.Name != head.Title)
        {
            _text.Add(_section.Name, PdfStyle.SectionSize, true, PdfStyle.Text);
            _text.Y += 5;
        }

        if (chart is not null) DrawChart(chart, chartHeight);
        var layout = PdfTableLayout.Fit(_columns, _sample.Count <= SampleRows ? _sample : _sample[..SampleRows], _pages!.Width, _shaper);
        _table = new(_pages, _columns, layout, _shaper, _locale.IsRightToLeft, _text.Y);
        foreach (var texts in _sample) _table.Add(texts);
        _sample.Clear();
    }

    private void DrawChart(ChartData chart, float height)
    {
        var canvas = _pages!.Canvas;
        canvas.Save();
        canvas.Translate(PdfStyle.Margin, _text!.Y);
        using (var drawing = new SkiaChartCanvas(canvas, _shaper)) ChartImage.Draw(drawing, chart, _pages.Width, height);
        canvas.Restore();
        _text.Y += height + 12;
    }
}
