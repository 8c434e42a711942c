using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class JitterTests
{
    [Theory]
    [InlineData("018f3c4e-0000-7000-8000-000000000001", 60, 44063)]
    public void Of_SameId_NeverChanges(string id, int seconds, int milliseconds) =>
        Jitter.Of(new Guid(id), seconds).Should().Be(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void Of_NoJitter_IsZero() => Jitter.Of(Guid.CreateVersion7(), 0).Should().Be(TimeSpan.Zero);

    [Fact]
    public void Of_IdsMadeInOneMoment_SpreadEvenly()
    {
        var slots = new int[60];
        for (var i = 0; i < 60_000; i++)
        {
            // Worst case: the ids differ only in a counter.
            var id = new Guid(0x018f3c4e, 0, 0x7000, 0x80, 0, 0, 0, 0, (byte)(i >> 16), (byte)(i >> 8), (byte)i);
            var jitter = Jitter.Of(id, 60);
            jitter.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero).And.BeLessThan(TimeSpan.FromSeconds(60));
            slots[(int)jitter.TotalSeconds]++;
        }

        // Chi squared with 59 degrees of freedom: above 100 has a chance of less than one in a thousand.
        slots.Sum(count => Math.Pow(count - 1000, 2) / 1000).Should().BeLessThan(100);
    }
}
