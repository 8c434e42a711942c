using ReportScheduler.Reports.Typesetting;
using SkiaSharp;

namespace ReportScheduler.Reports.Formats.Pdf;

/// <summary>Running text, line below line and page after page.</summary>
/// <param name="pages">Where to draw.</param>
/// <param name="shaper">For all texts.</param>
/// <param name="isRightToLeft">True if lines begin at the right.</param>
internal sealed class PdfText(PdfPages pages, TextShaper shaper, bool isRightToLeft)
{
    private const int MaxLines = 500;
    private const int MaxLength = 20_000;

    /// <summary>Where the next line's top is.</summary>
    public float Y { get; set; } = PdfStyle.Margin;

    /// <summary>Begins a new page, unless the current one has room.</summary>
    public void Keep(float height)
    {
        if (Y + height <= pages.Bottom || Y <= PdfStyle.Margin) return;
        pages.Begin();
        Y = PdfStyle.Margin;
    }

    /// <summary>Adds paragraphs over the whole width.</summary>
    public void Add(string value, float size, bool bold, SKColor color)
    {
        var paragraphs = TextShaper.Clean(value, MaxLength).Split('\n').Select(p => shaper.Shape(p, bold, isRightToLeft));
        using var paint = new SKPaint { Color = color };
        using var drawing = new TextDrawing(shaper);
        foreach (var line in LineBreaker.Break(paragraphs, pages.Width / size, MaxLines, shaper.Shape("…", bold, false).Width))
        {
            var height = size * PdfStyle.LineHeight;
            if (Y + height > pages.Bottom)
            {
                drawing.Draw(pages.Canvas, paint);
                pages.Begin();
                Y = PdfStyle.Margin;
            }

            var x = isRightToLeft ? PdfStyle.Margin + pages.Width - (line.Width * size) : PdfStyle.Margin;
            drawing.Add(line, x, Y + size, size, bold);
            Y += height;
        }

        drawing.Draw(pages.Canvas, paint);
    }
}
