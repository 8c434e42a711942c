using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.SqlServer;

namespace ReportScheduler.UnitTests.Reports.DataSources;

public sealed class SqlServerStatementTests
{
    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("  ( SELECT 1 ) ;")]
    [InlineData("SELECT * FROM [into; delete] WHERE a = 'it''s; DROP TABLE t' -- ; EXEC x")]
    [InlineData("SELECT \"update\" AS [set] FROM t /* outer /* DROP */ still; DELETE */")]
    [InlineData("WITH x AS (SELECT 1 AS a), y AS (SELECT 2 AS a) SELECT * FROM x UNION ALL SELECT * FROM y ORDER BY a OFFSET 1 ROWS FETCH NEXT 10 ROWS ONLY")]
    [InlineData("SELECT 1 EXCEPT SELECT 2 INTERSECT SELECT 3")]
    [InlineData("SELECT CASE WHEN a > 1 THEN 2 END FROM t WHERE b IN (SELECT c FROM u) AND d > ALL (SELECT e FROM v)")]
    [InlineData("SELECT * FROM t INNER MERGE JOIN u ON t.a = u.a OPTION (MERGE JOIN, USE HINT ('ENABLE_PARALLEL_PLAN_PREFERENCE'))")]
    [InlineData("SELECT @@VERSION, updated, settings, inserted_at FROM deleted_things FOR JSON PATH")]
    [InlineData("SELECT 1e5, 0x1F, 1.5, 2024_1 FROM t1")]
    public void Of_OneQuery_IsAllowed(string sql) => SqlServerStatement.Of(Query(sql)).Text.Should().NotEndWith(";");

    [Theory]
    [InlineData("DELETE FROM t")]
    [InlineData("SELECT 1 DELETE FROM t")]
    [InlineData("SELECT 1 delete/**/t")]
    [InlineData("SELECT 1DELETE FROM t")]
    [InlineData("SELECT $1DELETE FROM t WHERE $1=$1COMMIT")]
    [InlineData("SELECT $DELETE FROM t")]
    [InlineData("SELECT 1EEXEC p")]
    [InlineData("SELECT 1\u00A0EXEC p")]
    [InlineData("SELECT a INTO b FROM t")]
    [InlineData("SELECT 1 EXEC('DROP TABLE t')")]
    [InlineData("SELECT 1 EXECUTE xp_cmdshell 'dir'")]
    [InlineData("WITH x AS (SELECT 1 AS a) UPDATE t SET a = 2")]
    [InlineData("WITH x AS (SELECT 1 AS a) MERGE t USING x ON 1 = 1 WHEN MATCHED THEN DELETE;")]
    [InlineData("SELECT 1 WAITFOR DELAY '10:00'")]
    [InlineData("SELECT 1 COMMIT TRANSACTION DROP TABLE t")]
    [InlineData("SELECT 1 IF 1 = 1 SHUTDOWN")]
    [InlineData("SELECT 1 USE master")]
    [InlineData("SELECT NEXT VALUE FOR ids")]
    [InlineData("SELECT * FROM OPENROWSET('SQLNCLI', 'x', 'DELETE FROM t')")]
    [InlineData("SELECT * FROM OPENQUERY(s, 'DELETE FROM t')")]
    [InlineData("DECLARE @a int SELECT @a")]
    [InlineData("SELECT 1 -- \rDROP TABLE t")]
    [InlineData("SELECT 'a\\' DROP TABLE t --'")]
    [InlineData("EXEC p")]
    [InlineData("p")]
    [InlineData("")]
    [InlineData("/* only */ -- comments")]
    public void Of_AnyOtherStatement_IsRefused(string sql) =>
        Code(sql).Should().Be("source_read_only");

    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1 SELECT 2")]
    [InlineData("SELECT 1 WITH x AS (SELECT 1 AS a) SELECT * FROM x")]
    [InlineData("SELECT 1;;SELECT 2")]
    public void Of_SeveralQueries_AreRefused(string sql) => Code(sql).Should().Be("query_multiple_statements");

    [Fact]
    public void Of_Lists_BecomeAParameterForEachValue()
    {
        var query = new SourceQuery(
            "SELECT '@ids' FROM t WHERE a IN (@ids) AND b IN (@none) AND c = @Name AND d = @name",
            [
                new("ids", ParameterType.Integer, (List<long>)[7, 8]),
                new("none", ParameterType.Integer, Array.Empty<long>()),
                new("name", ParameterType.Text, "x"),
                new("unused", ParameterType.Text, "y"),
            ],
            TimeSpan.FromSeconds(1));

        var statement = SqlServerStatement.Of(query);

        statement.Text.Should().Be("SELECT '@ids' FROM t WHERE a IN (@_ids_0, @_ids_1) AND b IN (SELECT NULL WHERE 1 = 0) AND c = @name AND d = @name");
        statement.Parameters.Select(parameter => (parameter.Name, parameter.Value)).Should().Equal(("_ids_0", 7L), ("_ids_1", 8L), ("name", "x"));
    }

    private static string Code(string sql)
    {
        var checking = () => SqlServerStatement.Of(Query(sql));
        return checking.Should().Throw<ReportException>().Which.Code;
    }

    private static SourceQuery Query(string sql) => new(sql, [], TimeSpan.FromSeconds(1));
}
