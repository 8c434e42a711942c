using ReportScheduler.Domain.Reports;
using SkiaSharp;

namespace ReportScheduler.Reports.Formats.Pdf;

/// <summary>Measures and colours of pages, in points.</summary>
internal static class PdfStyle
{
    public const float Margin = 36;
    public const float FooterSpace = 22;
    public const float TitleSize = 18;
    public const float TextSize = 9.5f;
    public const float SectionSize = 12;
    public const float SmallSize = 7.5f;
    public const float LineHeight = 1.36f;

    public static readonly SKColor Text = new(0xFF1F2328);
    public static readonly SKColor Faint = new(0xFF59636E);
    public static readonly SKColor HeadGround = new(0xFFEAEEF2);
    public static readonly SKColor Zebra = new(0xFFF6F8FA);
    public static readonly SKColor Line = new(0xFFD1D9E0);
    public static readonly SKColor HeadLine = new(0xFF818B98);

    /// <summary>Size of a page in points.</summary>
    public static SKSize Size(PageSetup page)
    {
        var size = page.Paper switch
        {
            PaperSize.A3 => new SKSize(841.89f, 1190.55f),
            PaperSize.Letter => new SKSize(612, 792),
            PaperSize.Legal => new SKSize(612, 1008),
            _ => new SKSize(595.28f, 841.89f),
        };
        return page.Landscape ? new(size.Height, size.Width) : size;
    }
}
