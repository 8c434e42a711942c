using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class FullDiskTests(PostgresServer server) : EndToEndTest(server)
{
    // Some megabytes, also compressed.
    private const string LargeSql = "SELECT n, md5(n::text) AS text FROM generate_series(1, 100000) AS n";

    [Fact]
    public async Task Render_NoRoomForArtifacts_StoresNothingAndSucceedsOnceThereIsRoom()
    {
        var platform = await CreatePlatformAsync();
        await using var disk = await TinyDisk.MountAsync(platform.ArtifactFolder, Cancelled);
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, LargeSql, Cancelled);

        var id = await tenant.RunAsync(report, [await tenant.CreateEmailAsync("bob@example.com", Cancelled)], Cancelled);
        await UntilFullAsync(platform, id);
        Directory.EnumerateFiles(disk.Path, "*.csv", SearchOption.AllDirectories).Should().BeEmpty("what is not whole is not seen");
        await disk.GrowAsync(Cancelled);

        await ShouldSucceedAsync(platform, tenant, id);
    }

    [Fact]
    public async Task Render_NoRoomForCopiesOfFiles_LeavesNoneAndSucceedsOnceThereIsRoom()
    {
        var folder = Directory.CreateTempSubdirectory("report-scheduler-disk-").FullName;
        await using var disk = await TinyDisk.MountAsync(folder, Cancelled);
        var platform = await CreatePlatformAsync(("TMPDIR", disk.Path));
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var large = await tenant.CreateReportAsync(platform.Source, LargeSql, Cancelled);
        await tenant.RunAsync(large, [], Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);

        var id = await tenant.RunAsync(await tenant.CreateReportOnFileAsync(large, "SELECT count(*) AS n FROM t", Cancelled), [], Cancelled);
        await UntilFullAsync(platform, id);
        await Eventually.TrueAsync(
            () => !Directory.EnumerateFiles(disk.Path, "*.csv", SearchOption.AllDirectories).Any(), Soon, Cancelled, "the copy that had no room is gone");
        await disk.GrowAsync(Cancelled);

        await ShouldSucceedAsync(platform, tenant, id);
        Directory.EnumerateFileSystemEntries(disk.Path).Should().BeEmpty();
    }

    private static Task<long> UntilFullAsync(Platform platform, Guid id) => Eventually.ResultAsync(
        token => platform.Ledger.ScalarAsync<long>(
            $"SELECT count(*) FROM run_events WHERE run_id = '{id}' AND kind = 'retrying' AND data ->> 'code' = 'storage_full'", token),
        tries => tries > 0,
        Soon,
        Cancelled,
        "the run tells that there is no room");

    private static async Task ShouldSucceedAsync(Platform platform, Tenant tenant, Guid id)
    {
        await platform.UntilQuietAsync(Soon, Cancelled);
        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be("succeeded");
        await platform.ShouldHoldAsync(Cancelled);
    }
}
