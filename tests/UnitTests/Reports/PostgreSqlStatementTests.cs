using CsCheck;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;

namespace ReportScheduler.UnitTests.Reports;

public sealed class PostgreSqlStatementTests
{
    private const string Bound = "(pg_catalog.current_setting('report.p1')::bigint)";

    /// <summary>Text of a statement in which nothing is a parameter or an end, though it looks like one.</summary>
    private static readonly string[] Opaque =
    [
        "'@p'", "'it''s ; @p'", "'\\'", "E'\\'@p;'", "e'a''\\\\' ", "E'a' \n '\\';@p'", "E'a' -- c\n '\\'@p'", "$$@p;$$", "$x$ $$ @p; $y$ $x$", "$é$@p$é$", "\"@p;\"\"\"",
        "U&'\\0041;@p' ", "N';@p' ", "-- @p;'\n", "--\r", "/* @p; ' /* $$ */ \" */", "@@p ", "@ p ", "a$b$c ", "1.5e3 ", "::int ", "->> ", "@> ", "<@ ", "@_p ", "@q ", "@pp ", "@é ",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[0, Opaque.Length - 1].Select(i => Opaque[i]),
        Gen.Int[0, 4].Select(i => new[] { " ", "\n", "a ", ", ", "(" }[i]));

    [Fact]
    public void Parse_AnyTexts_FindsParametersBetweenThemOnly() => Text.Array[0, 6].Array[1, 4].Sample(parts =>
    {
        var texts = parts.Select(part => string.Join(',', part)).ToList();
        texts[0] = "SELECT " + texts[0];

        var statement = PostgreSqlStatement.Parse(string.Join(" @p ", texts) + " ;\n-- end", new PostgreSqlParameters([new("p", ParameterType.Integer, 1L)]));

        statement.Sql.Should().Be(string.Join($" {Bound} ", texts) + " ");
    });

    [Fact]
    public void Parse_AnyTextsAfterAnEnd_AreRefused() => Text.Array[0, 6].Select(texts => string.Join(',', texts)).Sample(text =>
    {
        var parsing = () => PostgreSqlStatement.Parse($"SELECT {text} ; x", new PostgreSqlParameters([]));

        parsing.Should().Throw<ReportException>().Which.Code.Should().Be("query_multiple_statements");
    });

    [Theory]
    [InlineData("x=@p", $"x={Bound}")]
    [InlineData("x<@P", $"x<{Bound}")]
    [InlineData("(@p)::text", $"({Bound})::text")]
    [InlineData("ARRAY[@p,@p]", $"ARRAY[{Bound},{Bound}]")]
    [InlineData("'a'@p'b'", $"'a'{Bound}'b'")]
    [InlineData("-@p--@p", $"-{Bound}--@p")]
    [InlineData("@p@p", $"{Bound}{Bound}")]
    [InlineData("x@@p", "x@@p")]
    [InlineData("@p_1", "@p_1")]
    public void Parse_Parameter_IsFound(string sql, string expected) =>
        PostgreSqlStatement.Parse("SELECT " + sql, new PostgreSqlParameters([new("p", ParameterType.Integer, 1L)])).Sql.Should().Be("SELECT " + expected);

    [Theory]
    [InlineData("select 1", "select", true)]
    [InlineData(" /* a */ -- b\n ((WITH x AS (SELECT 1) TABLE x))", "with", true)]
    [InlineData("Values (1)", "values", true)]
    [InlineData("TABLE t", "table", true)]
    [InlineData("COPY t TO STDOUT", "copy", false)]
    [InlineData("selects", "selects", false)]
    public void Parse_FirstWord_TellsAQuery(string sql, string firstWord, bool isQuery)
    {
        var statement = PostgreSqlStatement.Parse(sql, new PostgreSqlParameters([]));

        (statement.FirstWord, statement.IsQuery).Should().Be((firstWord, isQuery));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ;; ")]
    [InlineData("/* SELECT 1 */ -- SELECT")]
    public void Parse_NoStatement_IsRefused(string sql)
    {
        var parsing = () => PostgreSqlStatement.Parse(sql, new PostgreSqlParameters([]));

        parsing.Should().Throw<ReportException>().Which.Code.Should().Be("source_read_only");
    }

    [Fact]
    public void Parse_AnyCharacters_EndsAndLosesNothing() => Gen.Int[0, 20].Array[0, 40].Sample(indexes =>
    {
        var sql = "SELECT" + string.Concat(indexes.Select(i => " '\"$@-/*\\eE;\nap_1(é]U&"[i]));
        try
        {
            var statement = PostgreSqlStatement.Parse(sql, new PostgreSqlParameters([]));

            sql.Should().StartWith(statement.Sql);
        }
        catch (ReportException e)
        {
            e.Code.Should().Be("query_multiple_statements");
        }
    });
}
