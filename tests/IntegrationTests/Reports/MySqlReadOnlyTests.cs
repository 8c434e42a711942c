using Microsoft.Extensions.Options;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.MySql;
using ReportScheduler.Reports.Rows;
using ReportScheduler.TestKit;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>The driver logs in as a superuser here: nothing but the driver itself keeps it from writing.</summary>
public sealed class MySqlReadOnlyTests(MariaDb server) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly MySqlDriver _driver = new(Options.Create(new DataSourceOptions { AllowPrivateAddresses = true }), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await server.UseAsync();
        await server.ExecuteAsync("CREATE OR REPLACE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'first'); CREATE SEQUENCE IF NOT EXISTS ids");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("INSERT INTO t VALUES (2, 'x')")]
    [InlineData("INSERT INTO t VALUES (2, 'x') RETURNING id")]
    [InlineData("UPDATE t SET name = 'x'")]
    [InlineData("DELETE FROM t RETURNING id")]
    [InlineData("REPLACE t VALUES (1, 'x')")]
    [InlineData("CREATE TABLE copied AS SELECT * FROM t")]
    [InlineData("DROP TABLE t")]
    [InlineData("SELECT * FROM t FOR UPDATE")]
    [InlineData("SELECT id INTO @x FROM t")]
    [InlineData("SELECT 'x' INTO OUTFILE '/tmp/report_scheduler_was_here'")]
    [InlineData("SELECT 'x' into/**/dumpfile '/tmp/report_scheduler_was_here'")]
    [InlineData("SELECT 1e5INTO OUTFILE '/tmp/report_scheduler_was_here'")]
    [InlineData("SELECT LOAD_FILE('/etc/passwd')")]
    [InlineData("SELECT `load_file`('/etc/passwd')")]
    [InlineData("SELECT `Load_File` /* */ ('/etc/passwd')")]
    [InlineData("SELECT 1 /*! INTO OUTFILE '/tmp/report_scheduler_was_here' */")]
    [InlineData("SELECT 1 /*M!100000 INTO OUTFILE '/tmp/report_scheduler_was_here' */")]
    [InlineData("/*!50000 DELETE FROM t */")]
    [InlineData("SELECT NEXTVAL(ids)")]
    [InlineData("COMMIT")]
    [InlineData("SET TRANSACTION READ WRITE")]
    [InlineData("SET GLOBAL max_connections = 1")]
    [InlineData("CALL anything()")]
    [InlineData("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t")]
    [InlineData("KILL 1")]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData("# nothing")]
    public async Task ExecuteAsync_StatementThatIsNoQuery_IsRefused(string sql)
    {
        var executing = () => OfAsync(_driver, server.Settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("source_read_only");
        (await server.ScalarAsync("SELECT group_concat(id, name) FROM t")).Should().Be("1first");
        File.Exists("/tmp/report_scheduler_was_here").Should().BeFalse();
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; COMMIT; DELETE FROM t")]
    [InlineData("SELECT 'a\\\\'; DELETE FROM t")]
    [InlineData("SELECT 1 -- \n; DELETE FROM t")]
    [InlineData("SELECT 1 --1; DELETE FROM t")]
    [InlineData("SELECT `a\\`; DELETE FROM t; -- `")]
    public async Task ExecuteAsync_SeveralStatements_AreRefused(string sql)
    {
        var executing = () => OfAsync(_driver, server.Settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_multiple_statements");
        (await server.ScalarAsync("SELECT count(*) FROM t")).Should().Be(1L);
    }

    [Theory]
    [InlineData("SELECT 'open")]
    [InlineData("SELECT 1 AS `open``")]
    [InlineData("SELECT @`session`")]
    [InlineData("SELECT @'session' := 1")]
    [InlineData("SELECT @session")]
    [InlineData("SELECT ?")]
    [InlineData("SELECT nothing FROM t")]
    public async Task ExecuteAsync_StatementThatIsWrong_TellsSo(string sql)
    {
        var executing = () => OfAsync(_driver, server.Settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_failed");
    }

    [Theory]
    [InlineData("SELECT 'a; DELETE FROM t; -- \\' /*! */' AS v;", "a; DELETE FROM t; -- ' /*! */")]
    [InlineData("SELECT \"into \"\" outfile\" AS v # ; DELETE", "into \" outfile")]
    [InlineData("(SELECT id FROM t) UNION ALL (SELECT 2) LIMIT 1", "1")]
    [InlineData("WITH x AS (SELECT id FROM t) SELECT * FROM x", "1")]
    [InlineData("VALUES (7)", "7")]
    [InlineData("SELECT /*+ NO_ICP(t) **/ 7 --\n-- 1", "7")]
    [InlineData("SELECT 7 --\n- 1", "6")]
    [InlineData("SELECT 'a'\"b;\"'?'", "ab;?")]
    [InlineData("SELECT `t`.`id`-2 FROM`t`", "-1")]
    [InlineData("SELECT `concat`('a','b')", "ab")]
    [InlineData("SELECT JSON_VALUE('{\"a\":[1,2]}','$.a[1]')", "2")]
    [InlineData("SELECT 'load_file' AS `my_load_file`", "load_file")]
    [InlineData("SHOW TABLES LIKE 't'", "t")]
    public async Task ExecuteAsync_Query_Runs(string sql, string expected) =>
        (await OfAsync(_driver, server.Settings, Query(sql))).Cell().Text.Should().Be(expected);

    [Fact]
    public async Task ExecuteAsync_Session_IsReadOnlyInUtcAndLimited()
    {
        const string Sql = "SELECT @@time_zone, @@character_set_client, @@max_statement_time, @@tx_read_only, @@in_transaction";

        (await OfAsync(_driver, server.Settings, Query(Sql))).Rows.Should().ContainSingle().Which.Should().Equal("+00:00", "utf8mb4", "60", "1", "1");
    }

    [Fact]
    public async Task ExecuteAsync_ServerWithoutBackslashEscapes_StringsEndWhereTheyAreSeenToEnd()
    {
        await server.ExecuteAsync("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
        try
        {
            (await OfAsync(_driver, server.Settings, Query("SELECT 'a\\'; DELETE FROM t; -- ' AS \"v\""))).Cell().Text.Should().Be("a'; DELETE FROM t; -- ");

            var executing = () => OfAsync(_driver, server.Settings, Query("SELECT 1 AS \"a\\\"; DELETE FROM t; -- \""));
            (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_multiple_statements");

            var reading = () => OfAsync(_driver, server.Settings, Query("SELECT \"load_file\"('/etc/passwd')"));
            (await reading.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("source_read_only");
        }
        finally
        {
            await server.ExecuteAsync("SET GLOBAL sql_mode = DEFAULT");
        }
    }

    [Theory]
    [InlineData("SELECT SLEEP(60)")]
    [InlineData("SELECT count(*) FROM seq_1_to_1000000000 a, seq_1_to_1000000000 b")]
    public async Task ExecuteAsync_LongerThanAllowed_IsEndedByTheServer(string sql)
    {
        var executing = () => OfAsync(_driver, server.Settings, Query(sql) with { Timeout = TimeSpan.FromMilliseconds(300) });

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_timeout");
    }

    [Fact]
    public async Task ExecuteAsync_Cancelled_EndsTheQueryOnTheServer()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var executing = _driver.ExecuteAsync(server.Settings, Query("SELECT SLEEP(600) AS cancelled_while_it_ran"), cancelled.Token);
        await Eventually.TrueAsync(async _ => await server.RunningAsync("cancelled_while_it_ran") == 1, Deadline, Cancellation);

        await cancelled.CancelAsync();

        await ((Func<Task>)(() => executing.WaitAsync(Deadline, Cancellation))).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.TrueAsync(async _ => await server.RunningAsync("cancelled_while_it_ran") == 0, Deadline, Cancellation);
    }

    [Fact]
    public async Task DisposeAsync_AmongTheRows_EndsTheQueryOnTheServer()
    {
        var sql = "SELECT seq, repeat('x', 1000) AS left_before_its_end FROM seq_1_to_1000000000";
        var rows = await _driver.ExecuteAsync(server.Settings, Query(sql), Cancellation);
        (await rows.ReadAsync(new RowBatch(2), Cancellation)).Should().BeTrue();
        (await server.RunningAsync("left_before_its_end")).Should().Be(1);

        await rows.DisposeAsync().AsTask().WaitAsync(Deadline, Cancellation);

        await Eventually.TrueAsync(async _ => await server.RunningAsync("left_before_its_end") == 0, Deadline, Cancellation);
    }
}
