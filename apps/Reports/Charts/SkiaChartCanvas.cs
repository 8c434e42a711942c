using ReportScheduler.Reports.Typesetting;
using SkiaSharp;

namespace ReportScheduler.Reports.Charts;

/// <summary>Draws a chart on a page or an image.</summary>
internal sealed class SkiaChartCanvas(SKCanvas canvas, TextShaper shaper) : ChartCanvas, IDisposable
{
    private readonly SKPaint _paint = new() { IsAntialias = true };

    public override void Line(float x1, float y1, float x2, float y2, uint color, float width) =>
        canvas.DrawLine(x1, y1, x2, y2, Stroke(color, width));

    public override void Polyline(IReadOnlyList<(float X, float Y)> points, uint color, float width)
    {
        using var builder = new SKPathBuilder();
        for (var i = 0; i < points.Count; i++)
        {
            if (i == 0) builder.MoveTo(points[i].X, points[i].Y);
            else builder.LineTo(points[i].X, points[i].Y);
        }

        using var path = builder.Detach();
        canvas.DrawPath(path, Stroke(color, width));
    }

    public override void Rectangle(float x, float y, float width, float height, uint color) => canvas.DrawRect(x, y, width, height, Fill(color));

    public override void Dot(float x, float y, float radius, uint color) => canvas.DrawCircle(x, y, radius, Fill(color));

    public override void Wedge(float x, float y, float radius, float start, float sweep, uint color)
    {
        var box = new SKRect(x - radius, y - radius, x + radius, y + radius);
        if (sweep >= 359.99f)
        {
            canvas.DrawOval(box, Fill(color));
            return;
        }

        canvas.DrawArc(box, start - 90, sweep, true, Fill(color));
        canvas.DrawArc(box, start - 90, sweep, true, Stroke(0xFFFFFF, 1));
    }

    public override void Text(string text, float x, float y, float size, TextAnchor anchor, uint color, bool bold = false)
    {
        var shaped = Shape(text, bold);
        var width = shaped.Width * size;
        x -= anchor switch
        {
            TextAnchor.Middle => width / 2,
            TextAnchor.End => width,
            _ => 0,
        };
        using var drawing = new TextDrawing(shaper);
        drawing.Add(new(shaped, 0, shaped.Text.Length, shaped.Width, false), x, y, size, bold);
        drawing.Draw(canvas, Fill(color));
    }

    public override float Measure(string text, float size, bool bold = false) => Shape(text, bold).Width * size;

    /// <inheritdoc/>
    public void Dispose() => _paint.Dispose();

    private ShapedText Shape(string text, bool bold) =>
        shaper.Shape(TextShaper.Clean(text, 200).Replace('\n', ' '), bold, false);

    private SKPaint Fill(uint color)
    {
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = new SKColor(0xFF000000 | color);
        return _paint;
    }

    private SKPaint Stroke(uint color, float width)
    {
        _paint.Style = SKPaintStyle.Stroke;
        _paint.StrokeWidth = width;
        _paint.StrokeJoin = SKStrokeJoin.Round;
        _paint.Color = new SKColor(0xFF000000 | color);
        return _paint;
    }
}
