using ReportScheduler.Domain.Reports;
using static ReportScheduler.IntegrationTests.Reports.SourceDatabase;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class PostgreSqlValueTests(SourceDatabase database) : IClassFixture<SourceDatabase>
{
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
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task ExecuteAsync_Parameter_IsBound(ParameterType type, object? value, string expression, string expected)
    {
        var query = Query($"SELECT {expression} AS v, 7 AS n", new BoundParameter("p", type, value));

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
}
