using Microsoft.Data.Sqlite;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.Files;
using ReportScheduler.Reports.Rows;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class SqliteDriverTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly SourceFolder _folder = new();
    private readonly SqliteDriver _driver;

    public SqliteDriverTests() => _driver = new SqliteDriver(_folder.Files, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Theory]
    [InlineData("INTEGER", "-9223372036854775808", ColumnType.Integer, "-9223372036854775808")]
    [InlineData("BIGINT", "7", ColumnType.Integer, "7")]
    [InlineData("REAL", "1e300", ColumnType.Float, "1e+300")]
    [InlineData("DOUBLE", "5", ColumnType.Float, "5")]
    [InlineData("DECIMAL(10,2)", "12.5", ColumnType.Decimal, "12.5")]
    [InlineData("NUMERIC", "9007199254740993", ColumnType.Decimal, "9007199254740993")]
    [InlineData("NUMERIC", "1.5e22", ColumnType.Decimal, "15000000000000000000000")]
    [InlineData("NUMERIC", "-1.5e-9", ColumnType.Decimal, "-0.0000000015")]
    [InlineData("BOOLEAN", "1", ColumnType.Boolean, "true")]
    [InlineData("TEXT", "'né漢字עברית😀'", ColumnType.Text, "né漢字עברית😀")]
    [InlineData("VARCHAR(5)", "42", ColumnType.Text, "42")]
    [InlineData("DATE", "'2026-02-03'", ColumnType.Text, "2026-02-03")]
    [InlineData("DATETIME", "''", ColumnType.Text, "")]
    [InlineData("BLOB", "x'00ff'", ColumnType.Binary, "\\x00ff")]
    [InlineData("TEXT", "NULL", ColumnType.Text, null)]
    public async Task ExecuteAsync_Value_HasTheTypeOfItsColumn(string type, string value, ColumnType expectedType, string? expected)
    {
        var settings = await DatabaseAsync($"CREATE TABLE t (v {type}); INSERT INTO t VALUES ({value})");

        (await OfAsync(_driver, settings, Query("SELECT v FROM t"))).Cell().Should().Be((expectedType, expected));
    }

    [Theory]
    [InlineData("INTEGER", "'many'", "whole number")]
    [InlineData("BOOLEAN", "2", "boolean")]
    [InlineData("REAL", "'x'", "floating-point")]
    [InlineData("DECIMAL", "'x'", "number")]
    [InlineData("TEXT", "x'00'", "text")]
    public async Task ExecuteAsync_CellOfAnotherType_IsAnErrorThatNamesTheColumnAndAWayOut(string type, string value, string expected)
    {
        var settings = await DatabaseAsync($"CREATE TABLE t (amount {type}); INSERT INTO t VALUES ({value})");

        var executing = () => OfAsync(_driver, settings, Query("SELECT amount FROM t"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Message.Should().ContainAll("amount", expected, "CAST");
        (await OfAsync(_driver, settings, Query("SELECT CAST(amount AS TEXT) FROM t"))).Rows.Should().ContainSingle();
    }

    [Fact]
    public async Task ExecuteAsync_Expressions_MayMixWholeNumbersWithOthers()
    {
        var settings = await DatabaseAsync("CREATE TABLE t (n NUMERIC); INSERT INTO t VALUES (5), (2.5)");

        var rows = (await OfAsync(_driver, settings, Query("SELECT n * 2, count(*) OVER () FROM t ORDER BY n DESC"))).Rows;

        rows.Select(row => $"{row[0]} {row[1]}").Should().Equal("10 2", "5 2");
    }

    [Fact]
    public async Task ExecuteAsync_Parameters_AreBound()
    {
        var settings = await DatabaseAsync("CREATE TABLE t (v INTEGER); INSERT INTO t VALUES (1), (2), (3)");
        var query = Query(
            "SELECT group_concat(v), @name, 1.4 < @limit, @flag, @day FROM t WHERE v NOT IN (@ids)",
            new("ids", ParameterType.Integer, new object[] { 2L }),
            new("name", ParameterType.Text, "x'; --"),
            new("limit", ParameterType.Decimal, 1.5m),
            new("flag", ParameterType.Boolean, true),
            new("day", ParameterType.Date, new DateOnly(2026, 1, 2)));

        (await OfAsync(_driver, settings, query)).Rows.Should().ContainSingle().Which.Should().Equal("1,3", "x'; --", "1", "1", "2026-01-02");
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (2)")]
    [InlineData("WITH x AS (SELECT 1) DELETE FROM t")]
    [InlineData("DROP TABLE t")]
    [InlineData("ATTACH '/etc/passwd' AS p")]
    [InlineData("ATTACH ':memory:' AS p")]
    [InlineData("VACUUM INTO '/tmp/report_scheduler_was_here'")]
    [InlineData("PRAGMA query_only = OFF")]
    [InlineData("PRAGMA database_list")]
    [InlineData("SELECT load_extension('x')")]
    [InlineData("BEGIN IMMEDIATE")]
    [InlineData("CREATE TEMP TABLE x (v)")]
    [InlineData("")]
    public async Task ExecuteAsync_StatementThatIsNoQuery_IsRefused(string sql)
    {
        var settings = await DatabaseAsync("CREATE TABLE t (v INTEGER)");

        var executing = () => OfAsync(_driver, settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().BeOneOf("source_read_only", "query_failed");
        File.Exists("/tmp/report_scheduler_was_here").Should().BeFalse();
    }

    [Fact]
    public async Task ExecuteAsync_SeveralStatements_AreRefused()
    {
        var executing = async () => await OfAsync(_driver, await DatabaseAsync("CREATE TABLE t (v)"), Query("SELECT 1; SELECT 2"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_multiple_statements");
    }

    [Fact]
    public async Task ExecuteAsync_FileThatIsNoDatabase_IsInvalid()
    {
        var file = await _folder.AddAsync("db", SourceFileFormat.Sqlite, new string('x', 10_000));

        var executing = () => OfAsync(_driver, SourceFolder.Settings(DataSourceKind.Sqlite, file), Query("SELECT * FROM t"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("source_file_invalid");
    }

    [Fact]
    public async Task ExecuteAsync_LongerThanAllowed_IsInterrupted()
    {
        var settings = await DatabaseAsync("CREATE TABLE t (v)");
        var query = Query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n") with { Timeout = TimeSpan.FromMilliseconds(300) };

        var executing = () => OfAsync(_driver, settings, query).WaitAsync(Deadline, Cancellation);

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_timeout");
    }

    [Fact]
    public async Task ReadAsync_Cancelled_IsInterruptedAndLeavesNoCopy()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var settings = await DatabaseAsync("CREATE TABLE t (v)");
        var query = Query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i = 1 OR i < 0");
        var rows = await _driver.ExecuteAsync(settings, query, Cancellation);
        var copies = SourceFolder.Copies();
        var reading = rows.ReadAsync(new RowBatch(1), cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await ((Func<Task>)(() => reading.WaitAsync(Deadline, Cancellation))).Should().ThrowAsync<OperationCanceledException>();
        copies.Should().NotBeEmpty();
        await rows.DisposeAsync();
    }

    [Fact]
    public async Task TestAsync_Database_TellsTheVersionOfSqlite() =>
        (await _driver.TestAsync(await DatabaseAsync("CREATE TABLE t (v)"), Cancellation)).ServerVersion.Should().StartWith("3.");

    [Fact]
    public async Task ExplainAsync_Query_IsThePlan() =>
        (await _driver.ExplainAsync(await DatabaseAsync("CREATE TABLE t (v)"), Query("SELECT * FROM t"), Cancellation)).Should().Contain("SCAN t");

    private async Task<SourceSettings> DatabaseAsync(string sql)
    {
        var path = _folder.PathOf("made.db");
        File.Delete(path);
        await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var file = await _folder.AddAsync("db", SourceFileFormat.Sqlite, await File.ReadAllBytesAsync(path, Cancellation));
        return SourceFolder.Settings(DataSourceKind.Sqlite, file);
    }
}
