using System.Text;

namespace ReportScheduler.Reports.Typesetting;

/// <summary>
/// Levels of the characters of a paragraph by the Unicode bidirectional algorithm (UAX #9): rules P2–P3, W1–W7, N1–N2, I1–I2.
/// Embeddings, overrides and isolates (X1–X10) are ignored on purpose; pairs of brackets (N0) are treated as other neutrals.
/// </summary>
internal static class BidiLevels
{
    /// <summary>Levels, one for each UTF-16 unit: odd ones run from right to left.</summary>
    /// <param name="text">A paragraph.</param>
    /// <param name="isRightToLeft">Direction of a paragraph without letters; set to the direction of the first letter.</param>
    public static byte[] Resolve(string text, ref bool isRightToLeft)
    {
        var classes = Classify(text);
        foreach (var c in classes)
        {
            if (c is not (BidiClass.L or BidiClass.R or BidiClass.AL)) continue;
            isRightToLeft = c != BidiClass.L;
            break;
        }

        var outer = isRightToLeft ? BidiClass.R : BidiClass.L;
        ResolveWeak(classes, outer);
        ResolveNeutral(classes, outer);
        var even = (byte)(isRightToLeft ? 2 : 0);
        return Array.ConvertAll(classes, c => c switch
        {
            BidiClass.R => (byte)1,
            BidiClass.L => even,
            _ => (byte)2,
        });
    }

    private static BidiClass[] Classify(string text)
    {
        var classes = new BidiClass[text.Length];
        for (var i = 0; i < text.Length;)
        {
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            Array.Fill(classes, BidiClasses.Of(rune), i, length);
            i += length;
        }

        return classes;
    }

    private static void ResolveWeak(BidiClass[] classes, BidiClass outer)
    {
        BidiClass before = outer, strong = outer;
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] == BidiClass.NSM) classes[i] = before; // W1
            if (classes[i] is BidiClass.L or BidiClass.R or BidiClass.AL) strong = classes[i];
            if (classes[i] == BidiClass.EN && strong == BidiClass.AL) classes[i] = BidiClass.AN; // W2
            before = classes[i];
        }

        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] == BidiClass.AL) classes[i] = BidiClass.R; // W3
            if (classes[i] is not (BidiClass.ES or BidiClass.CS) || i == 0 || i == classes.Length - 1) continue;
            var (left, right) = (classes[i - 1], classes[i + 1]); // W4
            if (left == right && (left == BidiClass.EN || (left == BidiClass.AN && classes[i] == BidiClass.CS))) classes[i] = left;
        }

        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] != BidiClass.ET) continue;
            var end = i;
            while (end < classes.Length && classes[end] == BidiClass.ET) end++;
            if ((i > 0 && classes[i - 1] == BidiClass.EN) || (end < classes.Length && classes[end] == BidiClass.EN))
                Array.Fill(classes, BidiClass.EN, i, end - i); // W5
            i = end - 1;
        }

        strong = outer;
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] is BidiClass.ES or BidiClass.ET or BidiClass.CS) classes[i] = BidiClass.ON; // W6
            if (classes[i] is BidiClass.L or BidiClass.R) strong = classes[i];
            if (classes[i] == BidiClass.EN && strong == BidiClass.L) classes[i] = BidiClass.L; // W7
        }
    }

    private static void ResolveNeutral(BidiClass[] classes, BidiClass outer)
    {
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] is not (BidiClass.WS or BidiClass.ON)) continue;
            var end = i;
            while (end < classes.Length && classes[end] is (BidiClass.WS or BidiClass.ON)) end++;
            var left = i == 0 ? outer : Side(classes[i - 1]);
            var right = end == classes.Length ? outer : Side(classes[end]);
            Array.Fill(classes, left == right ? left : outer, i, end - i); // N1, N2
            i = end - 1;
        }
    }

    private static BidiClass Side(BidiClass c) => c == BidiClass.L ? BidiClass.L : BidiClass.R;
}
