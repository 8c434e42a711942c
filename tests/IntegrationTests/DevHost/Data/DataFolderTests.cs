using System.Runtime.Versioning;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.Data;

namespace ReportScheduler.IntegrationTests.DevHost.Data;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("data-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_AnotherDevHostUsesIt_SaysSo()
    {
        using var first = DataFolder.Open(_folder);

        var second = () => DataFolder.Open(_folder);

        second.Should().Throw<DevHostException>().WithMessage($"Another DevHost uses the data folder '{_folder}': *--data.");
    }

    [Fact]
    public void Open_FormerOneHasEnded_Opens()
    {
        DataFolder.Open(_folder).Dispose();

        using var second = DataFolder.Open(_folder);

        second.Path.Should().Be(_folder);
    }

    [Fact]
    public void Open_FolderCannotBeMade_SaysSo()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var open = () => DataFolder.Open(Path.Combine(file, "data"));

        open.Should().Throw<DevHostException>().WithMessage("The data folder '*' cannot be written: choose another with --data.");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Open_FolderThatMayNotBeWritten_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Windows has no file modes, and root may write everywhere.");
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var open = () => DataFolder.Open(_folder);

        open.Should().Throw<DevHostException>().WithMessage($"The data folder '{_folder}' cannot be written: *");
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
