using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources.Files;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>What a tenant's statement tries in the process that serves all tenants.</summary>
public sealed class DuckDbIsolationTests : IDisposable
{
    private readonly SourceFolder _folder = new();
    private readonly DuckDbDriver _driver;

    public DuckDbIsolationTests() => _driver = new DuckDbDriver(_folder.Files, TimeProvider.System);

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "query_failed")]
    [InlineData("SELECT * FROM '/etc/passwd'", "query_failed")]
    [InlineData("FROM read_text('/etc/passwd')", "query_failed")]
    [InlineData("FROM read_blob('/proc/self/environ')", "query_failed")]
    [InlineData("SELECT * FROM glob('/etc/*')", "query_failed")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')", "query_failed")]
    [InlineData("SELECT * FROM parquet_metadata('/etc/passwd')", "query_failed")]
    [InlineData("SELECT * FROM query('FROM read_text(''/etc/passwd'')')", "source_read_only")]
    [InlineData("SELECT * FROM query_table('/etc/passwd')", "source_read_only")]
    [InlineData("SELECT * FROM 'https://127.0.0.1/a.csv'", "query_failed")]
    [InlineData("SELECT * FROM read_csv('{other}')", "query_failed")]
    [InlineData("SELECT * FROM read_csv('{own}/../{other}')", "query_failed")]
    [InlineData("SELECT getenv('PATH')", "query_failed")]
    [InlineData("SELECT * FROM enable_logging(storage := 'file', storage_path := '{written}')", "source_read_only")]
    [InlineData("SELECT * FROM \"enable_logging\"(storage := 'stdout')", "source_read_only")]
    [InlineData("SELECT * FROM query('COPY t TO ''{written}''')", "source_read_only")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "query_failed")]
    [InlineData("SELECT 1) UNION ALL (SELECT 2", "query_failed")]
    [InlineData("SELECT * FROM (COPY t TO '{written}')", "query_failed")]
    [InlineData("COPY t TO '{written}'", "source_read_only")]
    [InlineData("COPY (SELECT 1) TO '/tmp/report_scheduler_was_here'", "source_read_only")]
    [InlineData("ATTACH '{written}'", "source_read_only")]
    [InlineData("ATTACH ':memory:' AS m", "source_read_only")]
    [InlineData("INSTALL httpfs", "source_read_only")]
    [InlineData("LOAD httpfs", "source_read_only")]
    [InlineData("SET enable_external_access = true", "source_read_only")]
    [InlineData("RESET lock_configuration", "source_read_only")]
    [InlineData("PRAGMA database_list", "source_read_only")]
    [InlineData("CALL pragma_version()", "source_read_only")]
    [InlineData("EXPORT DATABASE '{written}'", "source_read_only")]
    [InlineData("CREATE TABLE x AS SELECT 1", "source_read_only")]
    [InlineData("DROP VIEW t", "source_read_only")]
    [InlineData("CREATE SECRET s (TYPE s3)", "source_read_only")]
    [InlineData("EXPLAIN ANALYZE SELECT 1", "source_read_only")]
    [InlineData("", "source_read_only")]
    [InlineData("-- nothing", "source_read_only")]
    [InlineData("SELECT 1; COPY t TO '{written}'", "query_multiple_statements")]
    [InlineData("SELECT 1; SET threads = 8", "query_multiple_statements")]
    public async Task ExecuteAsync_WhatLeavesTheFiles_IsRefused(string sql, string code)
    {
        var other = _folder.PathOf("other.csv");
        var written = _folder.PathOf("written");
        await File.WriteAllTextAsync(other, "a,b\n1,another tenant's\n", TestContext.Current.CancellationToken);
        var settings = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("t", SourceFileFormat.Csv, "a,b\n1,x\n"));
        sql = sql.Replace("{own}", Path.GetTempPath().TrimEnd('/')).Replace("{other}", other).Replace("{written}", written);

        var executing = () => OfAsync(_driver, settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be(code);
        File.Exists(written).Should().BeFalse();
        Directory.Exists(written).Should().BeFalse();
        File.Exists("/tmp/report_scheduler_was_here").Should().BeFalse();
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a': 'VARCHAR'}); CREATE TABLE x AS FROM read_text('/etc/passwd'); --")]
    [InlineData("a'': ''VARCHAR''}); CREATE TABLE x AS SELECT 1 AS one; --")]
    public async Task ExecuteAsync_CsvWhoseHeaderIsWrittenToEndAStatement_IsAName(string header)
    {
        var csv = $"\"{header}\",b\n1,2\n";
        var settings = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("t", SourceFileFormat.Csv, csv));

        await using (var reader = await _driver.ExecuteAsync(settings, Query("SELECT * FROM t"), TestContext.Current.CancellationToken))
            reader.Columns.Select(column => column.Name).Should().Equal(header, "b");
        var executing = () => OfAsync(_driver, settings, Query("SELECT * FROM x"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_failed");
    }
}
