using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Typesetting;

/// <summary>Classes of characters in the Unicode bidirectional algorithm (UAX #9, table 4).</summary>
internal enum BidiClass : byte
{
    /// <summary>From left to right.</summary>
    L,

    /// <summary>From right to left.</summary>
    R,

    /// <summary>Arabic letter.</summary>
    AL,

    /// <summary>European number.</summary>
    EN,

    /// <summary>European separator.</summary>
    ES,

    /// <summary>European terminator.</summary>
    ET,

    /// <summary>Arabic number.</summary>
    AN,

    /// <summary>Common separator.</summary>
    CS,

    /// <summary>Mark without width.</summary>
    NSM,

    /// <summary>Space.</summary>
    WS,

    /// <summary>Other neutral.</summary>
    ON,
}

/// <summary>The class of a character, by ranges and general categories; exact for the scripts that documents have fonts for.</summary>
internal static class BidiClasses
{
    /// <summary>
    /// Characters that are seen in no way: marks of direction, joiners, selectors. Embeddings and overrides are among them, so that no
    /// cell can turn the text of another around.
    /// </summary>
    public static bool IsIgnorable(int c) =>
        c is 0xAD or 0x61C or 0x180E or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F)
            or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>True if the text can have another order than that of its characters.</summary>
    public static bool NeedsOrder(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c >= 0x590 && (c <= 0x8FF || c is '\u200f' or (>= '\ufb1d' and <= '\ufdff') or (>= '\ufe70' and <= '\ufefe') or (>= '\ud802' and <= '\ud83b')))
                return true;
        }

        return false;
    }

    public static BidiClass Of(Rune rune)
    {
        var c = rune.Value;
        if (c < 0x80)
        {
            return c switch
            {
                >= '0' and <= '9' => BidiClass.EN,
                (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => BidiClass.L,
                '+' or '-' => BidiClass.ES,
                '#' or '$' or '%' => BidiClass.ET,
                ',' or '.' or '/' or ':' => BidiClass.CS,
                <= ' ' => BidiClass.WS,
                _ => BidiClass.ON,
            };
        }

        switch (c)
        {
            case 0x200E: return BidiClass.L;
            case 0x200F: return BidiClass.R;
            case 0x61C: return BidiClass.AL;
            case 0xA0 or 0x60C or 0x202F or 0x2044: return BidiClass.CS;
            case 0x2212: return BidiClass.ES;
            case 0xB0 or 0xB1 or (>= 0xA2 and <= 0xA5) or (>= 0x20A0 and <= 0x20CF) or (>= 0x2030 and <= 0x2034) or 0x66A: return BidiClass.ET;
            case 0xB2 or 0xB3 or 0xB9 or (>= 0x6F0 and <= 0x6F9): return BidiClass.EN;
            case (>= 0x660 and <= 0x669) or 0x66B or 0x66C or (>= 0x600 and <= 0x605): return BidiClass.AN;
        }

        var category = Rune.GetUnicodeCategory(rune);
        return category switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => BidiClass.NSM,
            UnicodeCategory.SpaceSeparator => BidiClass.WS,
            _ when c is (>= 0x590 and <= 0x5FF) or (>= 0x7C0 and <= 0x85F) or (>= 0xFB1D and <= 0xFB4F) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EDFF) => BidiClass.R,
            _ when c is (>= 0x600 and <= 0x7BF) or (>= 0x860 and <= 0x8FF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0x1EE00 and <= 0x1EEFF) => BidiClass.AL,
            UnicodeCategory.Format => BidiClass.ON,
            <= UnicodeCategory.OtherLetter or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => BidiClass.L,
            _ => BidiClass.ON,
        };
    }
}
