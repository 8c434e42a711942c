namespace ReportScheduler.UnitTests;

public class Placeholder
{
    [Fact]
    public void A_B_C() => Assert.True(true);
}
