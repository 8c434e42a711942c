using ReportScheduler.DevHost;
using ReportScheduler.DevHost.LocalPostgres;

namespace ReportScheduler.IntegrationTests.DevHost.LocalPostgres;

public sealed class BinariesLocatorTests : IDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private static readonly MachineBinaries BareMachine = new(pathVariable: "", []);
    private readonly string _folder = Directory.CreateTempSubdirectory("binaries-locator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task LocateAsync_MachineHasNone_InstallsProgramsFromNpm()
    {
        var progress = new List<string>();

        var binaries = await BinariesLocator.LocateAsync(BareMachine, major: null, _folder, new Lines(progress), Cancelled);
        var again = await BinariesLocator.LocateAsync(BareMachine, major: null, _folder, new Lines(progress), Cancelled);

        binaries.Major.Should().Be(NpmBinaries.Major);
        again.Should().Be(binaries);
        progress.Should().ContainSingle("the second call finds what the first one installed");
    }

    [Fact]
    public async Task LocateAsync_DataOfAVersionThatIsNowhere_NamesTheVersion()
    {
        var locate = () => BinariesLocator.LocateAsync(BareMachine, major: 16, _folder, new Lines([]), Cancelled);

        (await locate.Should().ThrowAsync<DevHostException>()).WithMessage("*PostgreSQL 16 is not on this machine*");
    }

    [Fact]
    public async Task FindAsync_FolderWithoutAllPrograms_IsPassedOver()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "pg_ctl"), "", Cancelled);

        var found = await new MachineBinaries(_folder, []).FindAsync(Cancelled);

        found.Should().BeEmpty();
    }

    private sealed class Lines(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
