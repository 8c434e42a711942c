using System.Text;

namespace ReportScheduler.Reports.Typesetting;

/// <summary>
/// The fonts of documents, in the order in which they are asked for a character; see Fonts/README.md. They come with the program,
/// so that a document has the same bytes on every machine.
/// </summary>
internal sealed class DocumentFonts
{
    private static readonly Lazy<DocumentFonts> Loaded = new(() => new(Path.Combine(AppContext.BaseDirectory, "Fonts")));
    private readonly FontFace[] _regular;
    private readonly FontFace[] _bold;

    private DocumentFonts(string folder)
    {
        FontFace Load(string name) => new(Path.Combine(folder, name));
        FontFace[] others = [Load("Han-Regular.otf"), Load("Hangul-Regular.otf"), Load("Devanagari-Regular.ttf"), Load("Symbols-Regular.ttf")];
        _regular = [Load("Core-Regular.ttf"), Load("Extended-Regular.ttf"), Load("Hebrew-Regular.ttf"), Load("Arabic-Regular.ttf"), .. others];
        _bold = [Load("Core-Bold.ttf"), Load("Extended-Bold.ttf"), Load("Hebrew-Bold.ttf"), Load("Arabic-Bold.ttf"), .. others];
    }

    /// <summary>All fonts, loaded once.</summary>
    public static DocumentFonts Shared => Loaded.Value;

    /// <summary>The font of plain Latin text.</summary>
    public FontFace Core(bool bold) => (bold ? _bold : _regular)[0];

    /// <summary>
    /// The font for a cluster of characters that belong together: the first that has them all. Spaces, digits and signs stay in the
    /// font of the text before them. What no font has is shown as a box.
    /// </summary>
    public FontFace For(ReadOnlySpan<char> cluster, FontFace? before, bool bold)
    {
        if (before is not null && !IsLetter(cluster) && HasAll(before, cluster)) return before;
        foreach (var face in bold ? _bold : _regular)
        {
            if (HasAll(face, cluster)) return face;
        }

        foreach (var face in bold ? _bold : _regular)
        {
            if (HasAll(face, cluster[..(char.IsHighSurrogate(cluster[0]) && cluster.Length > 1 ? 2 : 1)])) return face;
        }

        return Core(bold);
    }

    private static bool HasAll(FontFace face, ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!BidiClasses.IsIgnorable(rune.Value) && !face.Has(rune.Value)) return false;
        }

        return true;
    }

    private static bool IsLetter(ReadOnlySpan<char> cluster)
    {
        _ = Rune.DecodeFromUtf16(cluster, out var rune, out _);
        return Rune.IsLetter(rune);
    }
}
