using System.Text.RegularExpressions;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.UnitTests.Architecture;

/// <summary>What the web UI repeats of the product's code.</summary>
public sealed partial class FrontendTests
{
    [Fact]
    public void Locales_OfTheUi_AreThoseThatReportsCanHave()
    {
        var source = File.ReadAllText(Path.Combine(Project.RepositoryRoot(), "frontend/src/reports/locales.ts"));

        LocaleName().Matches(source).Select(match => match.Groups[1].Value).Should().BeEquivalentTo(ReportLocale.Names);
    }

    [GeneratedRegex("'([a-z]{2}-[A-Z]{2})'")]
    private static partial Regex LocaleName();
}
