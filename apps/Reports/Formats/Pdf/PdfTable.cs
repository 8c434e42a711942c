using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Typesetting;
using SkiaSharp;

namespace ReportScheduler.Reports.Formats.Pdf;

/// <summary>Draws a table over pages: its head again on each, and the rows of a page again for each strip of columns.</summary>
/// <param name="pages">Where to draw.</param>
/// <param name="columns">The columns.</param>
/// <param name="layout">Their widths.</param>
/// <param name="shaper">For all texts.</param>
/// <param name="isRightToLeft">True if the first column is at the right.</param>
/// <param name="top">Where the table begins on the current page.</param>
internal sealed class PdfTable(PdfPages pages, DocumentColumn[] columns, PdfTableLayout layout, TextShaper shaper, bool isRightToLeft, float top)
{
    /// <summary>Characters of a cell that are looked at; more can't be seen in <see cref="MaxLines"/> lines anyway.</summary>
    public const int MaxCell = 600;

    /// <summary>Lines of a cell; an ellipsis stands for what is more.</summary>
    public const int MaxLines = 3;

    private readonly List<Row> _rows = [];
    private readonly Row _head = Measure([.. columns.Select(c => TextShaper.Clean(c.Label, MaxCell))], columns, layout, shaper, isRightToLeft, bold: true);
    private float _height;
    private long _count;

    /// <summary>Where the table begins on the current page, or ends after <see cref="Flush"/>.</summary>
    public float Y { get; private set; } = top;

    /// <summary>Height of the head and three lines.</summary>
    public float MinHeight => _head.Height + (3 * layout.FontSize * 2);

    /// <summary>Adds a row by its cleaned texts.</summary>
    public void Add(string[] texts)
    {
        var row = Measure(texts, columns, layout, shaper, isRightToLeft, bold: false);
        if (_rows.Count > 0 && Y + _head.Height + _height + row.Height > pages.Bottom)
        {
            Flush();
            NextPage();
        }

        _rows.Add(row);
        _height += row.Height;
    }

    /// <summary>Draws what has not been drawn, in all strips; the head even without rows.</summary>
    public void Flush()
    {
        for (var strip = 0; strip < layout.Strips.Count; strip++)
        {
            if (strip > 0) NextPage();
            Draw(layout.Strips[strip]);
        }

        Y += _head.Height + _height;
        _count += _rows.Count;
        _rows.Clear();
        _height = 0;
    }

    private static Row Measure(string[] texts, DocumentColumn[] columns, PdfTableLayout layout, TextShaper shaper, bool isRightToLeft, bool bold)
    {
        var ellipsis = shaper.Shape("…", bold, false).Width;
        var cells = new List<TextLine>[texts.Length];
        var lines = 1;
        for (var i = 0; i < texts.Length; i++)
        {
            var direction = isRightToLeft && (bold || !columns[i].Display.IsNumeric);
            var width = (layout.Widths[i] - (2 * PdfTableLayout.PaddingX)) / layout.FontSize;
            var paragraphs = texts[i].Contains('\n', StringComparison.Ordinal) ? texts[i].Split('\n') : [texts[i]];
            cells[i] = LineBreaker.Break(paragraphs.Select(p => shaper.Shape(p, bold, direction)), width, MaxLines, ellipsis);
            lines = Math.Max(lines, cells[i].Count);
        }

        return new(cells, (lines * layout.FontSize * PdfStyle.LineHeight) + (2 * PdfTableLayout.PaddingY));
    }

    private void NextPage()
    {
        pages.Begin();
        Y = PdfStyle.Margin;
    }

    private void Draw(int[] strip)
    {
        var width = strip.Sum(c => layout.Widths[c]);
        var left = PdfStyle.Margin + (isRightToLeft ? pages.Width - width : 0);
        using var paint = new SKPaint { IsAntialias = true };
        using (var heads = new TextDrawing(shaper))
        {
            Fill(paint, PdfStyle.HeadGround, left, Y, width, _head.Height);
            AddCells(heads, _head, strip, left, width, Y, bold: true);
            paint.Color = PdfStyle.Text;
            heads.Draw(pages.Canvas, paint);
        }

        using var texts = new TextDrawing(shaper);
        var y = Y + _head.Height;
        for (var i = 0; i < _rows.Count; i++)
        {
            if ((_count + i) % 2 == 1) Fill(paint, PdfStyle.Zebra, left, y, width, _rows[i].Height);
            AddCells(texts, _rows[i], strip, left, width, y, bold: false);
            y += _rows[i].Height;
            Fill(paint, PdfStyle.Line, left, y - 0.25f, width, 0.5f);
        }

        Fill(paint, PdfStyle.HeadLine, left, Y + _head.Height - 0.5f, width, 1);
        paint.Color = PdfStyle.Text;
        texts.Draw(pages.Canvas, paint);
    }

    private void AddCells(TextDrawing drawing, Row row, int[] strip, float left, float width, float top, bool bold)
    {
        var x = isRightToLeft ? left + width : left;
        foreach (var column in strip)
        {
            var cell = layout.Widths[column];
            if (isRightToLeft) x -= cell;
            var y = top + PdfTableLayout.PaddingY + layout.FontSize;
            foreach (var line in row.Cells[column])
            {
                var toRight = isRightToLeft || columns[column].Display.IsNumeric;
                var start = toRight ? x + cell - PdfTableLayout.PaddingX - (line.Width * layout.FontSize) : x + PdfTableLayout.PaddingX;
                drawing.Add(line, start, y, layout.FontSize, bold);
                y += layout.FontSize * PdfStyle.LineHeight;
            }

            if (!isRightToLeft) x += cell;
        }
    }

    private void Fill(SKPaint paint, SKColor color, float x, float y, float width, float height)
    {
        paint.Color = color;
        pages.Canvas.DrawRect(x, y, width, height, paint);
    }

    private sealed record Row(List<TextLine>[] Cells, float Height);
}
