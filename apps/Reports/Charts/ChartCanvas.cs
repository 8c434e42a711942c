namespace ReportScheduler.Reports.Charts;

/// <summary>Where a text's point is.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>What a chart is drawn on: a page of a PDF, an image, or SVG. Units are points; colours are RRGGBB.</summary>
internal abstract class ChartCanvas
{
    public abstract void Line(float x1, float y1, float x2, float y2, uint color, float width);

    public abstract void Polyline(IReadOnlyList<(float X, float Y)> points, uint color, float width);

    public abstract void Rectangle(float x, float y, float width, float height, uint color);

    public abstract void Dot(float x, float y, float radius, uint color);

    /// <summary>A piece of a pie; angles in degrees, clockwise from the top.</summary>
    public abstract void Wedge(float x, float y, float radius, float start, float sweep, uint color);

    /// <summary>A text at a point of its base line.</summary>
    public abstract void Text(string text, float x, float y, float size, TextAnchor anchor, uint color, bool bold = false);

    /// <summary>Width of a text.</summary>
    public abstract float Measure(string text, float size, bool bold = false);
}
