using System.Globalization;
using System.Text;
using ReportScheduler.Reports.Formats.Html;
using ReportScheduler.Reports.Typesetting;

namespace ReportScheduler.Reports.Charts;

/// <summary>Draws a chart as SVG elements. Texts stay texts, in the reader's fonts; they are measured by ours.</summary>
internal sealed class SvgChartCanvas(StringBuilder svg, TextShaper shaper) : ChartCanvas
{
    public override void Line(float x1, float y1, float x2, float y2, uint color, float width) =>
        Append($"<path d=\"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}\" stroke=\"{C(color)}\" stroke-width=\"{N(width)}\" fill=\"none\"/>");

    public override void Polyline(IReadOnlyList<(float X, float Y)> points, uint color, float width)
    {
        svg.Append("<path d=\"");
        for (var i = 0; i < points.Count; i++) Append($"{(i == 0 ? 'M' : 'L')}{N(points[i].X)} {N(points[i].Y)}");
        Append($"\" stroke=\"{C(color)}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\" fill=\"none\"/>");
    }

    public override void Rectangle(float x, float y, float width, float height, uint color) =>
        Append($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" fill=\"{C(color)}\"/>");

    public override void Dot(float x, float y, float radius, uint color) =>
        Append($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{C(color)}\"/>");

    public override void Wedge(float x, float y, float radius, float start, float sweep, uint color)
    {
        if (sweep >= 359.99f)
        {
            Dot(x, y, radius, color);
            return;
        }

        var (x1, y1) = Edge(start);
        var (x2, y2) = Edge(start + sweep);
        var large = sweep > 180 ? 1 : 0;
        Append($"<path d=\"M{N(x)} {N(y)}L{N(x1)} {N(y1)}A{N(radius)} {N(radius)} 0 {large} 1 {N(x2)} {N(y2)}Z\" fill=\"{C(color)}\" stroke=\"#ffffff\"/>");

        (float X, float Y) Edge(float angle)
        {
            var radians = angle * Math.PI / 180;
            return ((float)(x + (radius * Math.Sin(radians))), (float)(y - (radius * Math.Cos(radians))));
        }
    }

    public override void Text(string text, float x, float y, float size, TextAnchor anchor, uint color, bool bold = false)
    {
        var at = anchor switch
        {
            TextAnchor.Middle => " text-anchor=\"middle\"",
            TextAnchor.End => " text-anchor=\"end\"",
            _ => "",
        };
        Append($"<text x=\"{N(x)}\" y=\"{N(y)}\" font-size=\"{N(size)}\"{at} fill=\"{C(color)}\"{(bold ? " font-weight=\"bold\"" : "")}>");
        HtmlText.Append(svg, text);
        svg.Append("</text>");
    }

    public override float Measure(string text, float size, bool bold = false) =>
        shaper.Shape(TextShaper.Clean(text, 200).Replace('\n', ' '), bold, false).Width * size;

    private static string N(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string C(uint color) => "#" + color.ToString("x6", CultureInfo.InvariantCulture);

    private void Append(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
