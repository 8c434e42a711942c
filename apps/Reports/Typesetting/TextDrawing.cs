using System.Text;
using SkiaSharp;

namespace ReportScheduler.Reports.Typesetting;

/// <summary>
/// Gathers lines of text of one colour and draws them at once. Each glyph keeps the characters it stands for, so that a PDF's text
/// can be searched and copied in every script.
/// </summary>
internal sealed class TextDrawing(TextShaper shaper) : IDisposable
{
    private readonly SKTextBlobBuilder _builder = new();
    private readonly Dictionary<(FontFace, float), SKFont> _fonts = [];
    private bool _isEmpty = true;

    /// <summary>Adds a line whose left end is at a point of the base line.</summary>
    public void Add(TextLine line, float x, float y, float size, bool bold)
    {
        if (line.IsCut && line.Text.IsRightToLeft) x = AddEllipsis(x, y, size, bold);
        foreach (var run in line.Text.Line(line.Start, line.End))
        {
            AddRun(line.Text.Text, run, x, y, size);
            x += run.Width * size;
        }

        if (line.IsCut && !line.Text.IsRightToLeft) AddEllipsis(x, y, size, bold);
    }

    /// <summary>Draws what was added.</summary>
    public void Draw(SKCanvas canvas, SKPaint paint)
    {
        if (_isEmpty) return;
        using var blob = _builder.Build();
        canvas.DrawText(blob, 0, 0, paint);
        _isEmpty = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _builder.Dispose();
        foreach (var font in _fonts.Values) font.Dispose();
    }

    private float AddEllipsis(float x, float y, float size, bool bold)
    {
        var ellipsis = shaper.Shape("…", bold, false);
        foreach (var run in ellipsis.Line(0, 1)) AddRun("…", run, x, y, size);
        return x + (ellipsis.Width * size);
    }

    private void AddRun(string text, LineRun line, float x, float y, float size)
    {
        var glyphs = line.Glyphs.Span;
        if (glyphs.IsEmpty) return;
        var characters = text.AsSpan(line.Start, line.End - line.Start);
        var bytes = Encoding.UTF8.GetByteCount(characters);
        var buffer = _builder.AllocateRawPositionedTextRun(Font(line.Run.Face, size), glyphs.Length, bytes, null);
        Encoding.UTF8.GetBytes(characters, buffer.Text);
        for (var i = 0; i < glyphs.Length; i++)
        {
            buffer.Glyphs[i] = glyphs[i].Id;
            buffer.Positions[i] = new(x + (glyphs[i].X * size), y + (glyphs[i].Y * size));
            var place = glyphs[i].Cluster - line.Start;
            buffer.Clusters[i] = (uint)(bytes == characters.Length ? place : Encoding.UTF8.GetByteCount(characters[..place]));
            x += glyphs[i].Advance * size;
        }

        _isEmpty = false;
    }

    private SKFont Font(FontFace face, float size)
    {
        if (_fonts.TryGetValue((face, size), out var font)) return font;
        font = new SKFont(face.Typeface, size) { Subpixel = true, Hinting = SKFontHinting.None, Edging = SKFontEdging.Antialias, LinearMetrics = true };
        _fonts.Add((face, size), font);
        return font;
    }
}
