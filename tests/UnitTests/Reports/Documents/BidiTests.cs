using ReportScheduler.Reports.Typesetting;

namespace ReportScheduler.UnitTests.Reports.Documents;

public sealed class BidiTests
{
    [Theory]
    [InlineData("abc אבג def", false, "abc גבא def")]
    [InlineData("אבג abc דהו", false, "והד abc גבא")]
    [InlineData("אבג 123", false, "123 גבא")]
    [InlineData("אבג 12.5% דהו", false, "והד 12.5% גבא")]
    [InlineData("אבג 03-1234567", false, "03-1234567 גבא")]
    [InlineData("abc (אבג)", false, "abc (גבא)")]
    [InlineData("123", true, "123")]
    [InlineData("31/1/2026 08:00", true, "08:00 31/1/2026")]
    [InlineData("Tel Aviv, אבג", false, "Tel Aviv, גבא")]
    [InlineData("\u202Eabc\u202C", false, "\u202Eabc\u202C")]
    public void Line_OfMixedText_StandsInTheOrderOfUax9(string text, bool rightToLeft, string expected)
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        var shaped = shaper.Shape(text, false, rightToLeft);

        var seen = string.Concat(shaped.Line(0, text.Length).SelectMany(run => run.Glyphs.ToArray().Select(g => text[g.Cluster])));

        // Brackets of right-to-left text are mirrored by their glyphs, not in this text.
        seen.Should().Be(expected);
    }

    [Fact]
    public void Shape_ArabicWord_IsJoined()
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        static ushort[] Ids(ShapedText text) => [.. text.Line(0, text.Text.Length).SelectMany(r => r.Glyphs.ToArray().Select(g => g.Id))];

        var joined = Ids(shaper.Shape("بيت", false, false));
        var alone = "بيت".Reverse().SelectMany(c => Ids(shaper.Shape(c.ToString(), false, false)));

        joined.Should().NotEqual(alone);
    }

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog and runs away")]
    [InlineData("ThisIsAVeryLongWordWithoutAnySpaceThatMustBeBrokenSomewhereAnyway")]
    [InlineData("在庫が少なくなっています。次回の入荷は来月の予定です。ご注意ください。")]
    [InlineData("هذا نص طويل يجب أن يكسر إلى عدة أسطر لأنه لا يتسع في سطر واحد")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧")]
    public void Break_LongText_FitsAndLosesNothingButSpaces(string text)
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        var lines = LineBreaker.Break([shaper.Shape(text, false, false)], 8, 100, 1);

        lines.Should().HaveCountGreaterThan(1).And.OnlyContain(l => l.Width <= 8.001f && !l.IsCut);
        string.Concat(lines.Select(l => text[l.Start..l.End])).Replace(" ", "", StringComparison.Ordinal).Should().Be(text.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Break_MoreLinesThanAllowed_IsCut()
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        var lines = LineBreaker.Break([shaper.Shape(new string('x', 1000), false, false)], 8, 3, 1);

        lines.Should().HaveCount(3);
        lines[2].IsCut.Should().BeTrue();
        lines[2].Width.Should().BeLessThanOrEqualTo(8.001f);
    }

    [Theory]
    [InlineData("a\tb\r\nc\u0001", 100, "a b\nc")]
    [InlineData("abcdef", 3, "abc…")]
    public void Clean_Text_HasNoControlCharacters(string text, int length, string expected) => TextShaper.Clean(text, length).Should().Be(expected);
}
