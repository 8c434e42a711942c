using System.Globalization;
using System.Text;
using ReportScheduler.Reports.Formats.Html;
using ReportScheduler.Reports.Typesetting;
using SkiaSharp;

namespace ReportScheduler.Reports.Charts;

/// <summary>Charts as images of their own; the same data always gives the same bytes.</summary>
internal static class ChartFiles
{
    private const float Width = 720;
    private const float Height = 300;
    private const float TextSize = 11;

    /// <summary>An SVG element that can stand in an HTML page and grows and shrinks with it.</summary>
    public static string Svg(ChartData data, TextShaper shaper)
    {
        var svg = new StringBuilder(8192);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"");
        HtmlText.Append(svg, data.Title ?? string.Join(", ", data.Series.Select(s => s.Name)));
        svg.Append("\" direction=\"ltr\" font-family=\"system-ui,-apple-system,'Segoe UI','Noto Sans',sans-serif\">");
        ChartImage.Draw(new SvgChartCanvas(svg, shaper), data, Width, Height);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>A PNG of 1440 by 600 pixels, for mail programs that show no SVG.</summary>
    public static byte[] Png(ChartData data, TextShaper shaper) => Png(canvas => ChartImage.Draw(canvas, data, Width, Height), shaper);

    /// <summary>The same with a text in place of a chart.</summary>
    public static byte[] PngOf(string text, TextShaper shaper) => Png(
        canvas => canvas.Text(ChartImage.Shorten(canvas, text, Width, TextSize), Width / 2, Height / 2, TextSize, TextAnchor.Middle, ChartColors.Text), shaper);

    private static byte[] Png(Action<ChartCanvas> draw, TextShaper shaper)
    {
        using var surface = SKSurface.Create(new SKImageInfo((int)Width * 2, (int)Height * 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(2);
        using var canvas = new SkiaChartCanvas(surface.Canvas, shaper);
        draw(canvas);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
