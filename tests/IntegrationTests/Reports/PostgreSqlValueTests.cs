using System.Collections;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using static ReportScheduler.IntegrationTests.Reports.SourceDatabase;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class PostgreSqlValueTests(SourceDatabase database) : IClassFixture<SourceDatabase>
{
    private const string Nines = "9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999";
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";
    private const string LongNumber = Nines + Nines + Nines + Nines + Nines + Nines + Nines + Nines + Nines + Tail + ".9";
    private const string Tail = "999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999";
    private const string SmallNumber = "0." + Zeros + Zeros + Zeros + Zeros + Zeros + Zeros + Zeros + Zeros + Zeros
        + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" + "1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("null::int", "")]
    [InlineData("'-32768'::smallint", "-32768")]
    [InlineData("'-9223372036854775808'::bigint", "-9223372036854775808")]
    [InlineData("1234567890.10::numeric", "1234567890.10")]
    [InlineData("-0.000000000000000000000000000000000000000000000000000000000000000001::numeric", "-0.000000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("12345678901234567890123456789012345678901234567890::numeric", "12345678901234567890123456789012345678901234567890")]
    [InlineData("'NaN'::numeric", "NaN")]
    [InlineData("0.1::double precision", "0.1")]
    [InlineData("1e300::double precision", "1e+300")]
    [InlineData("0.1::real", "0.1")]
    [InlineData("'-Infinity'::double precision", "-Infinity")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("date '2026-01-31'", "2026-01-31")]
    [InlineData("date 'infinity'", "infinity")]
    [InlineData("date '0044-03-15 BC'", "0044-03-15 BC")]
    [InlineData("time '07:08:09.5'", "07:08:09.5")]
    [InlineData("timetz '07:08:09+02'", "07:08:09+02")]
    [InlineData("timestamp '2026-01-31 07:08:09.123456'", "2026-01-31T07:08:09.123456")]
    [InlineData("timestamptz '2026-01-31 07:08:09+02'", "2026-01-31T05:08:09Z")]
    [InlineData("timestamptz '1890-01-01 00:00:00+00'", "1890-01-01T00:00:00Z")]
    [InlineData("timestamptz '294276-12-31 23:59:59.999999+00'", "294276-12-31T23:59:59.999999Z")]
    [InlineData("timestamptz '-infinity'", "-infinity")]
    [InlineData("interval '-1 month 3 days 04:05:06'", "P-1M3DT4H5M6S")]
    [InlineData("uuid 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData("'\\xdeadbeef'::bytea", "\\xdeadbeef")]
    [InlineData("'x'::bytea || ''::bytea", "\\x78")]
    [InlineData("'Grüße, \"世界\" 🎉'", "\"Grüße, \"\"世界\"\" 🎉\"")]
    [InlineData("''", "\"\"")]
    [InlineData("'=1+1'", "'=1+1")]
    [InlineData("'-'::\"char\"", "'-")]
    [InlineData("'@a'::name", "'@a")]
    [InlineData("'ab'::char(4)", "ab  ")]
    [InlineData("'{\"a\": [1, \"x\"]}'::jsonb", "\"{\"\"a\"\": [1, \"\"x\"\"]}\"")]
    [InlineData("array[1,null,3]", "\"{1,NULL,3}\"")]
    [InlineData("array['a b','c']", "\"{\"\"a b\"\",c}\"")]
    [InlineData("int4range(1,5)", "\"[1,5)\"")]
    [InlineData("inet '10.0.0.1/8'", "10.0.0.1/8")]
    [InlineData("point(1,-2)", "\"(1,-2)\"")]
    [InlineData("row(1,'=x',null)", "\"(1,=x,)\"")]
    [InlineData("'happy'::mood", "happy")]
    [InlineData("'12.50'::price", "12.50")]
    [InlineData("b'101'", "101")]
    [InlineData("xmlparse(content '<a>1</a>')", "<a>1</a>")]
    [InlineData("'Infinity'::numeric", "Infinity")]
    [InlineData("(repeat('9', 999) || '.9')::numeric", LongNumber)]
    [InlineData("('1e-1000')::numeric", SmallNumber)]
    [InlineData("0.0000001::numeric(20,10)", "0.0000001000")]
    [InlineData("10000::numeric", "10000")]
    [InlineData("'NaN'::real", "NaN")]
    [InlineData("1e-7::double precision", "1e-07")]
    [InlineData("'2147483648'::oid", "2147483648")]
    [InlineData("'-1234.5'::money", "-1234.50")]
    [InlineData("time '24:00'", "24:00:00")]
    [InlineData("timestamp '0044-03-15 12:00 BC'", "0044-03-15T12:00:00 BC")]
    [InlineData("timestamptz '4713-01-01 00:00:00+00 BC'", "4713-01-01T00:00:00Z BC")]
    [InlineData("date '5874897-12-31'", "5874897-12-31")]
    [InlineData("interval '1 year -1 day 0.5 seconds'", "P1Y-1DT0.5S")]
    [InlineData("''::bytea", "\\x")]
    [InlineData("'{\"a\":1}'::json", "\"{\"\"a\"\":1}\"")]
    [InlineData("'-5'::jsonb", "'-5")]
    [InlineData("null::jsonb", "")]
    [InlineData("varbit '0101'", "0101")]
    [InlineData("'pg_class'::regclass", "pg_class")]
    [InlineData("macaddr '08:00:2b:01:02:03'", "08:00:2b:01:02:03")]
    [InlineData("array[[1,2],[3,4]]", "\"{{1,2},{3,4}}\"")]
    [InlineData("array['happy'::mood]", "{happy}")]
    [InlineData("tstzrange('2026-01-01Z', null)", "\"[\"\"2026-01-01 00:00:00+00\"\",)\"")]
    [InlineData("to_tsvector('simple', 'a b')", "'a':1 'b':2")]
    public async Task ExecuteAsync_Value_IsExactInCsv(string expression, string expected)
    {
        // Settings of the tenant's database must not change what a report says.
        await database.ExecuteAsync(
            """
            DO $$ BEGIN
              IF to_regtype('mood') IS NULL THEN
                CREATE TYPE mood AS ENUM ('happy', 'sad');
                CREATE DOMAIN price AS numeric(10, 2);
                EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Tokyo''', current_database());
                EXECUTE format('ALTER DATABASE %I SET datestyle = ''SQL, DMY''', current_database());
                EXECUTE format('ALTER DATABASE %I SET intervalstyle = ''postgres_verbose''', current_database());
                EXECUTE format('ALTER DATABASE %I SET bytea_output = ''escape''', current_database());
                EXECUTE format('ALTER DATABASE %I SET extra_float_digits = -5', current_database());
              END IF;
            END $$
            """);

        var csv = await Csv.OfAsync(Source(), database.Settings, Query($"SELECT {expression} AS v, 7 AS n"));

        csv.Should().Be($"v,n\r\n{expected},7\r\n");
    }

    public static TheoryData<ParameterType, object?, string, string> Parameters => new()
    {
        { ParameterType.Text, "' OR 1=1; DROP TABLE t; --", "@p", "' OR 1=1; DROP TABLE t; --" },
        { ParameterType.Text, "Größe", "reverse(@p)", "eßörG" },
        { ParameterType.Text, null, "coalesce(@p, 'none')", "none" },
        { ParameterType.Text, "7", "@p::int + @p::int", "14" },
        { ParameterType.Integer, long.MaxValue, "@p", "9223372036854775807" },
        { ParameterType.Integer, 5L, "(SELECT count(*) FROM generate_series(1, @p))", "5" },
        { ParameterType.Decimal, 12345678901234567890.12345678m, "@p", "12345678901234567890.12345678" },
        { ParameterType.Boolean, true, "NOT @p", "false" },
        { ParameterType.Date, new DateOnly(2026, 1, 31), "@p + 1", "2026-02-01" },
        { ParameterType.Timestamp, new DateTimeOffset(2026, 1, 31, 7, 0, 0, TimeSpan.FromHours(2)), "@p", "2026-01-31T05:00:00Z" },
        { ParameterType.Timestamp, null, "@p", "" },
        { ParameterType.Timestamp, new DateTimeOffset(2026, 1, 31, 7, 0, 0, 123, 456, TimeSpan.Zero), "@p", "2026-01-31T07:00:00.123456Z" },
        { ParameterType.Text, "'; SELECT pg_sleep(9); $$ \\ E'\\n' \n\t", "length(@p)", "36" },
        { ParameterType.Text, "", "@p", "\"\"" },
        { ParameterType.Text, null, "@p IS NULL", "true" },
        { ParameterType.Decimal, -0.5m, "@P * 2", "-1.0" },
        { ParameterType.Integer, 2L, "(SELECT sum(x) FROM (SELECT generate_series(1, 9) AS x LIMIT @p OFFSET @p) q)", "7" },
        { ParameterType.Integer, 3L, "(SELECT string_agg(g::text, '') FROM (SELECT x / @p AS g FROM generate_series(1, 6) x GROUP BY x / @p ORDER BY 1) q)", "012" },
        { ParameterType.Uuid, Guid.Parse("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"), "@p", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" },
        { ParameterType.Integer, new List<long> { 1, 5 }, "5 = ANY(@p) AND 2 <> ALL(@p)", "true" },
        { ParameterType.Integer, new List<long>(), "5 = ANY(@p)", "false" },
        { ParameterType.Text, new List<string> { "a\"b", "c\\d", "{e,f}", "NULL", "" }, "array_to_string(@p, '|')", "\"a\"\"b|c\\d|{e,f}|NULL|\"" },
        { ParameterType.Date, new[] { new DateOnly(2026, 1, 31) }, "date '2026-01-31' = ANY(@p)", "true" },
        { ParameterType.Uuid, new[] { Guid.Parse("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11") }, "(@p)[1]", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task ExecuteAsync_Parameter_IsBound(ParameterType type, object? value, string expression, string expected)
    {
        var query = Query($"SELECT {expression} AS v, 7 AS n", new BoundParameter("p", type, value, IsList: value is IList));

        (await Csv.OfAsync(Source(), database.Settings, query)).Should().Be($"v,n\r\n{expected},7\r\n");
    }

    [Fact]
    public async Task ExecuteAsync_OperatorsAndLiteralsThatLookLikeParameters_AreLeft()
    {
        var query = Query(
            "SELECT 'a@p' AS a, $$@p;$$ AS b, @ -5 AS c, '[1,2]'::jsonb @> '[1]' AS d /* @p ; */, \"@p\" AS e FROM (SELECT @p AS \"@p\") q -- @p;",
            new BoundParameter("p", ParameterType.Integer, 9L));

        (await Csv.OfAsync(Source(), database.Settings, query)).Should().Be("a,b,c,d,e\r\na@p,'@p;,5,true,9\r\n");
    }

    [Theory]
    [InlineData("SELECT 1 AS a, 'x' AS a, ARRAY[1] AS a", "a,a,a\r\n1,x,{1}\r\n")]
    [InlineData("SELECT 1, ARRAY[2]", "?column?,array\r\n1,{2}\r\n")]
    [InlineData("SELECT 1 AS a WHERE false", "a\r\n")]
    [InlineData("SELECT ARRAY[x] AS a, x FROM generate_series(1, 3) x ORDER BY x DESC -- by x", "a,x\r\n{3},3\r\n{2},2\r\n{1},1\r\n")]
    [InlineData("VALUES (1, inet '::1'), (2, NULL)", "column1,column2\r\n1,::1/128\r\n2,\r\n")]
    [InlineData("SELECT NULL AS a, ROW(1)", "a,row\r\n,(1)\r\n")]
    public async Task ExecuteAsync_Columns_AreThoseOfTheQuery(string sql, string expected) =>
        (await Csv.OfAsync(Source(), database.Settings, Query(sql))).Should().Be(expected);

    [Fact]
    public async Task ExecuteAsync_ManyColumns_AreAllThere()
    {
        var numbers = Enumerable.Range(1, 500).ToList();

        var csv = await Csv.OfAsync(Source(), database.Settings, Query($"SELECT {string.Join(", ", numbers.Select(i => i % 2 == 0 ? $"{i} AS c{i}" : $"ARRAY[{i}] AS c{i}"))}"));

        csv.Should().Be(string.Join(",", numbers.Select(i => $"c{i}")) + "\r\n" + string.Join(",", numbers.Select(i => i % 2 == 0 ? $"{i}" : $"{{{i}}}")) + "\r\n");
    }

    [Fact]
    public async Task ExecuteAsync_NoColumns_IsRefused()
    {
        var executing = () => Csv.OfAsync(Source(), database.Settings, Query("SELECT FROM t"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("source_read_only");
    }

    [Fact]
    public async Task ExecuteAsync_LongCells_AreWholeUpToTheLimitOfARow()
    {
        var csv = await Csv.OfAsync(Source(), database.Settings, Query("SELECT repeat('ab\"c', 250000) AS v, 7 AS n FROM generate_series(1, 3)"));

        csv.Should().Be("v,n\r\n" + string.Concat(Enumerable.Repeat($"\"{string.Concat(Enumerable.Repeat("ab\"\"c", 250_000))}\",7\r\n", 3)));
    }

    [Fact]
    public async Task ExecuteAsync_RowAboveTheLimit_IsRefused()
    {
        var executing = () => Csv.OfAsync(Source(), database.Settings, Query("SELECT repeat('x', 9000000), repeat('y', 9000000)"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("row_too_large");
    }

    [Fact]
    public async Task ExplainAsync_Query_TellsThePlanAndDoesNotRunIt()
    {
        var plan = await Source().ExplainAsync(
            database.Settings, Query("SELECT pg_sleep(600) FROM t WHERE id = @id", new BoundParameter("id", ParameterType.Integer, 1L)), Cancellation);

        plan.Should().Contain("on t").And.Contain("cost=");
        var explaining = () => Source().ExplainAsync(database.Settings, Query("DELETE FROM t RETURNING id"), Cancellation);
        (await explaining.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("source_read_only");
    }

    [Theory]
    [InlineData("SELECT true", true)]
    [InlineData("SELECT count(*) FROM t", true)]
    [InlineData("SELECT false UNION ALL SELECT true", false)]
    [InlineData("SELECT true WHERE false", false)]
    [InlineData("SELECT NULL::boolean", false)]
    [InlineData("SELECT 'true'", false)]
    public async Task IsTrueAsync_FirstCell_Answers(string sql, bool expected) =>
        (await Source().IsTrueAsync(database.Settings, Query(sql), Cancellation)).Should().Be(expected);
}
