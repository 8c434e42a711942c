using ReportScheduler.Reports.Formats.Xlsx;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

public sealed class SheetNamesTests
{
    [Theory]
    [InlineData("Orders", "Orders")]
    [InlineData("a[b]c:d*e?f/g\\h", "a_b_c_d_e_f_g_h")]
    [InlineData("'quoted'", "_quoted_")]
    [InlineData("it's", "it's")]
    [InlineData("History", "History_")]
    [InlineData("hISTORY", "hISTORY_")]
    [InlineData("  ", "Sheet")]
    [InlineData("a\nb", "a b")]
    [InlineData("1234567890123456789012345678901x", "1234567890123456789012345678901")]
    [InlineData("123456789012345678901234567890🎉", "123456789012345678901234567890")]
    [InlineData("123456789012345678901234567890'x", "123456789012345678901234567890_")]
    public void Take_Name_IsMadeValid(string name, string expected) => new SheetNames().Take(name).Should().Be(expected);

    [Fact]
    public void Take_NameThatIsTaken_GetsANumber()
    {
        var names = new SheetNames();
        string[] asked = ["A", "a", "A (2)", "A", "1234567890123456789012345678901", "1234567890123456789012345678901"];

        asked.Select(names.Take).Should().Equal("A", "a (2)", "A (2) (2)", "A (3)", "1234567890123456789012345678901", "123456789012345678901234567 (2)");
    }
}
