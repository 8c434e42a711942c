using ReportScheduler.Domain.Runs;

namespace ReportScheduler.UnitTests.Domain;

public sealed class RunIdTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00.000Z")]
    [InlineData("2026-11-23T07:00:00.123Z")]
    [InlineData("2999-12-31T23:59:59.999Z")]
    public void NominalFireAt_OfAnIdMadeForATime_IsThatTime(string text)
    {
        var time = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

        RunId.NominalFireAt(RunId.Create(time)).Should().Be(time);
    }

    [Fact]
    public void NominalFireAt_OfAnyGuid_IsATime()
    {
        RunId.NominalFireAt(Guid.AllBitsSet).Should().Be(DateTimeOffset.MaxValue);
        RunId.NominalFireAt(Guid.Empty).Should().Be(DateTimeOffset.UnixEpoch);
    }
}
