using ReportScheduler.Reports.DataSources;
using static ReportScheduler.IntegrationTests.Reports.SourceDatabase;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>A run may get the connection of an earlier one, and must not notice.</summary>
public sealed class PostgreSqlPoolingTests(SourceDatabase database) : IClassFixture<SourceDatabase>
{
    [Fact]
    public async Task ExecuteAsync_AfterAnotherRun_UsesItsConnectionAndFindsNothingOfIt()
    {
        using var source = Source();
        var first = await Csv.OfAsync(
            source, database.Settings, Query("SELECT pg_backend_pid(), set_config('my.left', 'x', false), pg_advisory_lock(4711)"));

        var second = await Csv.OfAsync(
            source,
            database.Settings with { Files = new List<SourceFile>() },
            Query("""
                SELECT pg_backend_pid(), coalesce(current_setting('my.left', true), '') AS left_over,
                    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711)
                """));

        second.Split('\n')[1].Trim().Should().Be($"{first.Split('\n')[1].Split(',')[0]},\"\",0");
    }

    [Fact]
    public async Task ExecuteAsync_ConnectionWasClosedByTheServer_TakesANewOne()
    {
        using var source = Source();
        var first = await Csv.OfAsync(source, database.Settings, Query("SELECT pg_backend_pid()"));
        await database.ScalarAsync<bool>($"SELECT pg_terminate_backend({first.Split('\n')[1].Trim()}, 10000)");

        (await Csv.OfAsync(source, database.Settings, Query("SELECT 1 AS n"))).Should().Contain("1");
    }
}
