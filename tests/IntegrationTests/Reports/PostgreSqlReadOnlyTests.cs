using ReportScheduler.Reports;
using static ReportScheduler.IntegrationTests.Reports.SourceDatabase;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>The source logs in as a superuser here: nothing but the source itself keeps it from writing.</summary>
public sealed class PostgreSqlReadOnlyTests(SourceDatabase database) : IClassFixture<SourceDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INSERT INTO t VALUES (2, 'x')")]
    [InlineData("INSERT INTO t VALUES (2, 'x') RETURNING id")]
    [InlineData("UPDATE t SET name = 'x' RETURNING *")]
    [InlineData("WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone")]
    [InlineData("SELECT * FROM t FOR UPDATE")]
    [InlineData("SELECT id INTO copied FROM t")]
    [InlineData("CREATE TABLE copied AS SELECT * FROM t")]
    [InlineData("DROP TABLE t")]
    [InlineData("TRUNCATE t")]
    [InlineData("COPY t TO PROGRAM 'cat > report_scheduler_was_here'")]
    [InlineData("COPY t FROM PROGRAM 'echo 2'")]
    [InlineData("DO $$ BEGIN DELETE FROM t; END $$")]
    [InlineData("CALL remove_all()")]
    [InlineData("SELECT remove_all_function()")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE")]
    [InlineData("SET default_transaction_read_only = off")]
    [InlineData("LISTEN x")]
    [InlineData("WITH x AS (SELECT 3 AS id) INSERT INTO t SELECT id, 'x' FROM x RETURNING id")]
    [InlineData("WITH gone AS (DELETE FROM t RETURNING id, '1.2.3.4'::inet AS address) SELECT * FROM gone")]
    [InlineData("SHOW server_version")]
    [InlineData("EXPLAIN SELECT * FROM t")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM t")]
    [InlineData("FETCH ALL FROM c")]
    [InlineData("")]
    [InlineData("-- nothing")]
    public async Task ExecuteAsync_StatementThatIsNoQuery_IsRefused(string sql)
    {
        await database.ExecuteAsync(
            """
            CREATE OR REPLACE FUNCTION remove_all_function() RETURNS int LANGUAGE sql AS 'DELETE FROM t; SELECT 1';
            CREATE OR REPLACE PROCEDURE remove_all() LANGUAGE plpgsql AS 'BEGIN COMMIT; SET default_transaction_read_only = off; DELETE FROM t; END';
            """);

        var executing = () => Csv.OfAsync(Source(), database.Settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("source_read_only");
        (await database.ScalarAsync<string>("SELECT string_agg(id || name, ',') FROM t")).Should().Be("1first");
        (await database.ScalarAsync<bool>("SELECT to_regclass('copied') IS NULL")).Should().BeTrue();
        (await database.ScalarAsync<bool>("SELECT pg_stat_file('report_scheduler_was_here', true) IS NULL")).Should().BeTrue();
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DELETE FROM t")]
    [InlineData("SELECT 1; COMMIT; SET default_transaction_read_only = off; DELETE FROM t")]
    [InlineData("SELECT 'a\\'; DELETE FROM t; --'")]
    [InlineData("SELECT 1 /* ; */; DELETE FROM t")]
    public async Task ExecuteAsync_SeveralStatements_AreRefused(string sql)
    {
        var executing = () => Csv.OfAsync(Source(), database.Settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_multiple_statements");
        (await database.ScalarAsync<long>("SELECT count(*) FROM t")).Should().Be(1);
    }

    [Theory]
    [InlineData("SELECT 1) TO PROGRAM 'cat > report_scheduler_was_here' --")]
    [InlineData("SELECT 1) TO STDOUT; COPY (SELECT 1) TO PROGRAM 'cat > report_scheduler_was_here' --")]
    [InlineData("SELECT 1) AS q(c0)) TO PROGRAM 'cat > report_scheduler_was_here' --")]
    [InlineData("SELECT 1 /* ")]
    [InlineData("SELECT 'open")]
    public async Task ExecuteAsync_StatementThatClosesOurParenthesis_IsRefused(string sql)
    {
        var executing = () => Csv.OfAsync(Source(), database.Settings, Query(sql));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().BeOneOf("query_failed", "query_multiple_statements");
        (await database.ScalarAsync<bool>("SELECT pg_stat_file('report_scheduler_was_here', true) IS NULL")).Should().BeTrue();
    }

    [Fact]
    public async Task ExecuteAsync_TransactionMadeWritable_IsRefused()
    {
        var executing = () => Csv.OfAsync(Source(), database.Settings, Query("SELECT set_config('transaction_read_only', 'off', false)"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Message.Should().Contain("SQLSTATE 25001");
    }

    [Theory]
    [InlineData("SELECT 'a; DELETE FROM t; --' AS v")]
    [InlineData("SELECT E'a\\'; DELETE FROM t; --' AS v")]
    [InlineData("SELECT $q$a; DELETE FROM t; --$q$ AS v")]
    [InlineData("SELECT 1 AS v /* ; DELETE FROM t; /* nested */ ; */")]
    public async Task ExecuteAsync_SemicolonThatEndsNothing_IsLeft(string sql)
    {
        (await Csv.OfAsync(Source(), database.Settings, Query(sql))).Should().StartWith("v\r\n");
        (await database.ScalarAsync<long>("SELECT count(*) FROM t")).Should().Be(1);
    }

    [Theory]
    [InlineData("SELECT id FROM t;")]
    [InlineData("  SELECT id FROM t ;  \n")]
    [InlineData("WITH x AS (SELECT id FROM t) SELECT * FROM x")]
    [InlineData("TABLE t")]
    [InlineData("VALUES (1, 'first')")]
    [InlineData("(SELECT id FROM t) UNION ALL SELECT 2")]
    [InlineData("SELECT id FROM t -- without a line end")]
    [InlineData("SELECT id, ARRAY[id] FROM t -- without a line end")]
    [InlineData("/* first */ ((SELECT id FROM t));; -- last")]
    public async Task ExecuteAsync_Query_Runs(string sql) =>
        (await Csv.OfAsync(Source(), database.Settings, Query(sql))).Split("\r\n").Length.Should().BeGreaterThan(2);

    [Fact]
    public async Task ExecuteAsync_Session_IsReadOnlyAndLimited()
    {
        var sql = """
            SELECT current_setting('transaction_read_only'), current_setting('default_transaction_read_only'),
                   current_setting('statement_timeout'), current_setting('application_name')
            """;

        (await Csv.OfAsync(Source(), database.Settings, Query(sql))).Should().EndWith("\r\non,on,1min,ReportScheduler\r\n");
    }

    [Fact]
    public async Task Dispose_AfterTheQuery_LeavesNoConnection()
    {
        string csv;
        using (var source = Source())
            csv = await Csv.OfAsync(source, database.Settings, Query("SELECT pg_backend_pid()"));

        await TestKit.Eventually.TrueAsync(
            async _ => await database.ScalarAsync<long>(
                $"SELECT count(*) FROM pg_stat_activity WHERE pid = {csv.Split('\n')[1].Trim()}") == 0,
            TimeSpan.FromSeconds(20),
            Cancellation);
    }
}
