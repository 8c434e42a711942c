using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.UnitTests.Reports;

public sealed class ArtifactPathTests
{
    [Theory]
    [InlineData("report.csv")]
    [InlineData("tenants/0190/runs/7f/3/report.csv")]
    [InlineData("t/Größe 世界 (1).csv")]
    [InlineData("t/console.csv")]
    public void Check_UsablePath_Passes(string path)
    {
        var checking = () => ArtifactPath.Check(path);

        checking.Should().NotThrow();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("tenants/../../secret")]
    [InlineData("..")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("a/nul\0.csv")]
    [InlineData("a/line\nbreak")]
    [InlineData("a/.hidden")]
    [InlineData("a/trailing.")]
    [InlineData("a/trailing ")]
    [InlineData("a/CON")]
    [InlineData("a/con.csv")]
    [InlineData("a/LPT1.txt")]
    [InlineData("a/report\u202Evsc.exe")]
    [InlineData("a/zero\u200Bwidth")]
    [InlineData("a/lone\uD800surrogate")]
    [InlineData("a/b?.csv")]
    public void Check_DangerousPath_IsRefused(string path)
    {
        var checking = () => ArtifactPath.Check(path);

        checking.Should().Throw<ReportException>().Which.Code.Should().Be("artifact_path_invalid");
    }

    [Fact]
    public void Check_TooLong_IsRefused()
    {
        ArtifactPath.IsName(new string('a', 200)).Should().BeTrue();
        ArtifactPath.IsName(new string('a', 201)).Should().BeFalse();
        ArtifactPath.IsName(new string('世', 67)).Should().BeFalse();
    }
}
