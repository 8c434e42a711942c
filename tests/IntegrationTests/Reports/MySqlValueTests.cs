using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.MySql;
using ReportScheduler.Reports.Rows;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class MySqlValueTests(MariaDb server) : IAsyncLifetime
{
    private readonly MySqlDriver _driver = new(Options.Create(new DataSourceOptions { AllowPrivateAddresses = true }), TimeProvider.System);

    public async ValueTask InitializeAsync() => await server.UseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("tinyint", "-128", ColumnType.Integer, "-128")]
    [InlineData("tinyint unsigned", "255", ColumnType.Integer, "255")]
    [InlineData("tinyint(1)", "2", ColumnType.Integer, "2")]
    [InlineData("smallint", "-32768", ColumnType.Integer, "-32768")]
    [InlineData("mediumint unsigned", "16777215", ColumnType.Integer, "16777215")]
    [InlineData("int", "-2147483648", ColumnType.Integer, "-2147483648")]
    [InlineData("int unsigned", "4294967295", ColumnType.Integer, "4294967295")]
    [InlineData("bigint", "-9223372036854775808", ColumnType.Integer, "-9223372036854775808")]
    [InlineData("bigint unsigned", "18446744073709551615", ColumnType.Decimal, "18446744073709551615")]
    [InlineData("float", "1.1", ColumnType.Float, "1.1")]
    [InlineData("double", "1.7976931348623157e308", ColumnType.Float, "1.7976931348623157e+308")]
    [InlineData("decimal(10,2)", "-12.50", ColumnType.Decimal, "-12.50")]
    [InlineData("decimal(28,28)", "0.0000000000000000000000000001", ColumnType.Decimal, "0.0000000000000000000000000001")]
    [InlineData("decimal(65,30)", "-99999999999999999999999999999999999.999999999999999999999999999999", ColumnType.Decimal, "-99999999999999999999999999999999999.999999999999999999999999999999")]
    [InlineData("bit(1)", "1", ColumnType.Boolean, "true")]
    [InlineData("bit(9)", "257", ColumnType.Integer, "257")]
    [InlineData("bit(64)", "18446744073709551615", ColumnType.Decimal, "18446744073709551615")]
    [InlineData("date", "'0001-01-01'", ColumnType.Date, "0001-01-01")]
    [InlineData("date", "'9999-12-31'", ColumnType.Date, "9999-12-31")]
    [InlineData("date", "'0000-00-00'", ColumnType.Date, null)]
    [InlineData("date", "'2026-02-00'", ColumnType.Date, null)]
    [InlineData("datetime", "'0000-00-00'", ColumnType.Timestamp, null)]
    [InlineData("datetime(6)", "'2026-02-03 04:05:06.000007'", ColumnType.Timestamp, "2026-02-03T04:05:06.000007")]
    [InlineData("timestamp(6) NULL", "'2026-02-03 04:05:06.5'", ColumnType.Instant, "2026-02-03T04:05:06.5Z")]
    [InlineData("time(6)", "'-838:59:59.000000'", ColumnType.Interval, "PT-838H-59M-59S")]
    [InlineData("time(6)", "'08:30:00.25'", ColumnType.Interval, "PT8H30M0.25S")]
    [InlineData("year", "1999", ColumnType.Integer, "1999")]
    [InlineData("char(5)", "'ab'", ColumnType.Text, "ab")]
    [InlineData("varchar(50)", "'né漢字עברית😀'", ColumnType.Text, "né漢字עברית😀")]
    [InlineData("longtext", "'a\\nb\\0c'", ColumnType.Text, "a\nb\0c")]
    [InlineData("binary(3)", "x'01'", ColumnType.Binary, "\\x010000")]
    [InlineData("varbinary(10)", "x''", ColumnType.Binary, "\\x")]
    [InlineData("longblob", "x'00FF'", ColumnType.Binary, "\\x00ff")]
    [InlineData("enum('x','y')", "'y'", ColumnType.Text, "y")]
    [InlineData("set('p','q')", "'p,q'", ColumnType.Text, "p,q")]
    [InlineData("json", "'{\"a\": 1}'", ColumnType.Text, "{\"a\": 1}")] // MariaDB has no type JSON, it is an alias of LONGTEXT
    [InlineData("geometry", "POINT(1, 2)", ColumnType.Binary, "\\x000000000101000000000000000000f03f0000000000000040")]
    [InlineData("uuid", "'00112233-4455-6677-8899-aabbccddeeff'", ColumnType.Text, "00112233-4455-6677-8899-aabbccddeeff")]
    public async Task ExecuteAsync_Value_IsTakenOverWhole(string type, string value, ColumnType expectedType, string? expected)
    {
        await server.ExecuteAsync($"SET sql_mode = ''; CREATE OR REPLACE TABLE one (v {type} DEFAULT NULL); INSERT INTO one VALUES ({value})");

        (await OfAsync(_driver, server.Settings, Query("SELECT v FROM one"))).Cell().Should().Be((expectedType, expected));
        await server.ExecuteAsync("UPDATE one SET v = NULL");
        (await OfAsync(_driver, server.Settings, Query("SELECT v FROM one"))).Cell().Should().Be((expectedType, null));
    }

    [Fact]
    public async Task ExecuteAsync_Parameters_AreBoundByTheirTypes()
    {
        var query = Query(
            "SELECT @text, @integer + 0, @decimal + 0.00, @flag = TRUE, @day = DATE '2026-01-02', @at = TIMESTAMP '2026-01-02 03:04:05', @none IS NULL, '@text' -- @unknown",
            new("text", ParameterType.Text, "a' OR '1'='1\\"),
            new("integer", ParameterType.Integer, long.MaxValue),
            new("decimal", ParameterType.Decimal, 1.25m),
            new("flag", ParameterType.Boolean, true),
            new("day", ParameterType.Date, new DateOnly(2026, 1, 2)),
            new("at", ParameterType.Timestamp, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            new("none", ParameterType.Text, null),
            new("unused", ParameterType.Text, "x"));

        (await OfAsync(_driver, server.Settings, query)).Rows.Should().ContainSingle().Which
            .Should().Equal("a' OR '1'='1\\", "9223372036854775807", "1.25", "1", "1", "1", "1", "@text");
    }

    [Theory]
    [InlineData("IN", new long[] { 1, 3 }, "1,3")]
    [InlineData("IN", new long[0], null)]
    [InlineData("NOT IN", new long[] { 1, 3 }, "2")]
    [InlineData("NOT IN", new long[0], "1,2,3")]
    public async Task ExecuteAsync_List_IsBoundValueByValue(string @operator, long[] ids, string? expected)
    {
        var query = Query(
            $"SELECT group_concat(v ORDER BY v) FROM (SELECT 1 v UNION SELECT 2 UNION SELECT 3) t WHERE v {@operator} (@ids)",
            new BoundParameter("ids", ParameterType.Integer, ids));

        (await OfAsync(_driver, server.Settings, query)).Cell().Text.Should().Be(expected);
    }

    [Fact]
    public async Task ExecuteAsync_ParameterThatTheReportHasNot_IsAnErrorThatNamesIt()
    {
        var executing = () => OfAsync(_driver, server.Settings, Query("SELECT @missing"));

        (await executing.Should().ThrowAsync<ReportScheduler.Reports.ReportException>()).Which.Message.Should().Contain("@missing");
    }

    [Fact]
    public async Task ExecuteAsync_ManyRows_AllArriveInOrder()
    {
        var rows = (await OfAsync(_driver, server.Settings, Query("SELECT seq, repeat('é', seq % 50) FROM seq_1_to_100000"))).Rows;

        rows.Should().HaveCount(100_000);
        rows[99_999].Should().Equal("100000", "");
        rows[48].Should().Equal("49", new string('é', 49));
    }

    [Fact]
    public async Task ExplainAsync_Query_IsThePlanAsJson() =>
        (await _driver.ExplainAsync(server.Settings, Query("SELECT @a", new BoundParameter("a", ParameterType.Integer, 1L)), TestContext.Current.CancellationToken))
            .Should().Contain("query_block");
}
