using HarfBuzzSharp;
using SkiaSharp;

namespace ReportScheduler.Reports.Typesetting;

/// <summary>One font file, for shaping and for drawing. Immutable, and shared by all threads.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Lives as long as the process")]
internal sealed class FontFace
{
    private readonly Font _shaping;

    public FontFace(string path)
    {
        Typeface = SKTypeface.FromFile(path) ?? throw new InvalidOperationException($"'{Path.GetFileName(path)}' is no font.");
        using var blob = Blob.FromFile(path);
        blob.MakeImmutable();
        var face = new Face(blob, 0);
        UnitsPerEm = face.UnitsPerEm;
        face.MakeImmutable();
        _shaping = new Font(face);
        _shaping.SetScale(UnitsPerEm, UnitsPerEm);
        _shaping.SetFunctionsOpenType();
    }

    /// <summary>For drawing.</summary>
    public SKTypeface Typeface { get; }

    /// <summary>Units of advances and offsets per font size.</summary>
    public int UnitsPerEm { get; }

    /// <summary>True if the font has a glyph for a code point.</summary>
    public bool Has(int codePoint) => _shaping.TryGetNominalGlyph((uint)codePoint, out _);

    /// <summary>Shapes what is in the buffer.</summary>
    public void Shape(HarfBuzzSharp.Buffer buffer) => _shaping.Shape(buffer);
}
