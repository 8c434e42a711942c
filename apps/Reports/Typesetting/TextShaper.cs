using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace ReportScheduler.Reports.Typesetting;

/// <summary>
/// Turns a paragraph of any scripts into glyphs. Keeps the shapes of texts that were seen lately, as tables repeat themselves. For one
/// thread at a time.
/// </summary>
internal sealed class TextShaper(DocumentFonts fonts) : IDisposable
{
    private const int MaxKept = 4096;
    private const int MaxKeptLength = 64;
    private static readonly ShapedText Empty = new("", [], false);

    private readonly Dictionary<(string Text, bool Bold, bool RightToLeft), ShapedText> _kept = [];
    private readonly HarfBuzzSharp.Buffer _buffer = new();

    /// <summary>Shapes a paragraph.</summary>
    /// <param name="text">Without line breaks; see <see cref="Clean"/>.</param>
    /// <param name="bold">Weight.</param>
    /// <param name="rightToLeft">Direction of a paragraph without letters.</param>
    public ShapedText Shape(string text, bool bold, bool rightToLeft)
    {
        if (text.Length == 0) return Empty;
        var key = (text, bold, rightToLeft);
        if (_kept.TryGetValue(key, out var shaped)) return shaped;
        shaped = ShapeNew(text, bold, rightToLeft);
        if (text.Length > MaxKeptLength) return shaped;
        if (_kept.Count == MaxKept) _kept.Clear();
        _kept.Add(key, shaped);
        return shaped;
    }

    /// <summary>The text up to a length, with spaces for tabs, U+FFFD for what is no text, and without other control characters but LF.</summary>
    public static string Clean(string text, int maxLength)
    {
        if (text.Length > maxLength) text = text[..maxLength] + "…";
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\t') clean.Append(' ');
            else if (rune.Value == '\n' || !Rune.IsControl(rune)) clean.Append(rune);
        }

        return clean.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private ShapedText ShapeNew(string text, bool bold, bool rightToLeft)
    {
        if (!rightToLeft && Ascii.IsValid(text)) return new(text, [ShapeRun(text, 0, text.Length, 0, fonts.Core(bold))], false);
        var levels = rightToLeft || BidiClasses.NeedsOrder(text) ? BidiLevels.Resolve(text, ref rightToLeft) : new byte[text.Length];
        var runs = new List<GlyphRun>();
        var start = 0;
        FontFace? face = null;
        for (var i = 0; i < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(i));
            var next = fonts.For(text.AsSpan(i, length), face, bold);
            if (i > start && (next != face || levels[i] != levels[start]))
            {
                runs.Add(ShapeRun(text, start, i - start, levels[start], face!));
                start = i;
            }

            face = next;
            i += length;
        }

        runs.Add(ShapeRun(text, start, text.Length - start, levels[start], face!));
        return new(text, runs, rightToLeft);
    }

    private GlyphRun ShapeRun(string text, int start, int length, byte level, FontFace face)
    {
        _buffer.ClearContents();
        _buffer.AddUtf16(text.AsSpan(), start, length);
        _buffer.GuessSegmentProperties();
        _buffer.Direction = level % 2 == 0 ? Direction.LeftToRight : Direction.RightToLeft;
        face.Shape(_buffer);
        var infos = _buffer.GetGlyphInfoSpan();
        var positions = _buffer.GetGlyphPositionSpan();
        var glyphs = new Glyph[infos.Length];
        var scale = 1f / face.UnitsPerEm;
        for (var i = 0; i < glyphs.Length; i++)
        {
            glyphs[i] = new(
                (ushort)infos[i].Codepoint, (int)infos[i].Cluster, positions[i].XAdvance * scale, positions[i].XOffset * scale, -positions[i].YOffset * scale);
        }

        return new(face, level, start, length, glyphs);
    }
}
