using DuckDB.NET.Data;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources.Files;
using ReportScheduler.Reports.Rows;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class DuckDbDriverTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly SourceFolder _folder = new();
    private readonly DuckDbDriver _driver;

    public DuckDbDriverTests() => _driver = new DuckDbDriver(_folder.Files, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Theory]
    [InlineData("(-128)::tinyint", ColumnType.Integer, "-128")]
    [InlineData("4294967295::uinteger", ColumnType.Integer, "4294967295")]
    [InlineData("(-9223372036854775808)::bigint", ColumnType.Integer, "-9223372036854775808")]
    [InlineData("18446744073709551615::ubigint", ColumnType.Decimal, "18446744073709551615")]
    [InlineData("(-170141183460469231731687303715884105727)::hugeint", ColumnType.Decimal, "-170141183460469231731687303715884105727")]
    [InlineData("340282366920938463463374607431768211455::uhugeint", ColumnType.Decimal, "340282366920938463463374607431768211455")]
    [InlineData("'12345678901234567890123456789012345678901234567890'::bignum", ColumnType.Decimal, "12345678901234567890123456789012345678901234567890")]
    [InlineData("1.50::decimal(10,2)", ColumnType.Decimal, "1.50")]
    [InlineData("1234567890123456789012345678.0123456789::decimal(38,10)", ColumnType.Decimal, "1234567890123456789012345678.0123456789")]
    [InlineData("1.1::float", ColumnType.Float, "1.1")]
    [InlineData("'nan'::double", ColumnType.Float, "NaN")]
    [InlineData("true", ColumnType.Boolean, "true")]
    [InlineData("DATE '2026-02-03'", ColumnType.Date, "2026-02-03")]
    [InlineData("DATE '0044-03-15 (BC)'", ColumnType.Date, "0044-03-15 BC")]
    [InlineData("'infinity'::date", ColumnType.Date, "infinity")]
    [InlineData("TIME '23:59:59.999999'", ColumnType.Time, "23:59:59.999999")]
    [InlineData("TIMESTAMP '2026-02-03 04:05:06.000007'", ColumnType.Timestamp, "2026-02-03T04:05:06.000007")]
    [InlineData("TIMESTAMP '0044-03-15 (BC) 01:00:00'", ColumnType.Timestamp, "0044-03-15T01:00:00 BC")]
    [InlineData("'-infinity'::timestamp", ColumnType.Timestamp, "-infinity")]
    [InlineData("'2026-02-03 04:05:06.123456789'::timestamp_ns", ColumnType.Timestamp, "2026-02-03T04:05:06.123456")]
    [InlineData("'2026-02-03 04:05:06.123'::timestamp_ms", ColumnType.Timestamp, "2026-02-03T04:05:06.123")]
    [InlineData("TIMESTAMPTZ '2026-02-03 04:05:06+02'", ColumnType.Instant, "2026-02-03T02:05:06Z")]
    [InlineData("'10:00:00+02'::timetz", ColumnType.Text, "10:00:00+02")]
    [InlineData("INTERVAL '1 month' - INTERVAL '2 days' - INTERVAL '3 hours'", ColumnType.Interval, "P1M-2DT-3H")]
    [InlineData("'00112233-4455-6677-8899-aabbccddeeff'::uuid", ColumnType.Uuid, "00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData("'\\x00\\xFF'::blob", ColumnType.Binary, "\\x00ff")]
    [InlineData("''::blob", ColumnType.Binary, "\\x")]
    [InlineData("'b'::enum('a', 'b')", ColumnType.Text, "b")]
    [InlineData("'101'::bit", ColumnType.Text, "101")]
    [InlineData("'né漢字עברית😀'", ColumnType.Text, "né漢字עברית😀")]
    [InlineData("'{\"a\":1}'::json", ColumnType.Json, "{\"a\":1}")]
    [InlineData("[1, NULL, 3]", ColumnType.Json, "[1,null,3]")]
    [InlineData("{'a': [1], 'd': DATE '2026-01-02'}", ColumnType.Json, "{\"a\":[1],\"d\":\"2026-01-02\"}")]
    [InlineData("MAP {'k': 1.5}", ColumnType.Json, "{\"k\":1.5}")]
    [InlineData("[1, 2]::int[2]", ColumnType.Json, "[1,2]")]
    [InlineData("union_value(k := 1)", ColumnType.Json, "{\"k\":1}")]
    [InlineData("NULL", ColumnType.Integer, null)]
    public async Task ExecuteAsync_Value_IsTakenOverWhole(string value, ColumnType type, string? expected) =>
        (await OfAsync(_driver, SourceFolder.Settings(DataSourceKind.Duckdb), Query($"SELECT {value} AS v"))).Cell().Should().Be((type, expected));

    [Fact]
    public async Task ExecuteAsync_FilesOfSeveralFormats_AreTables()
    {
        var settings = SourceFolder.Settings(
            DataSourceKind.Duckdb,
            await _folder.AddAsync("orders", SourceFileFormat.Csv, "id;at;amount\n1;2026-01-02;1,5\n2;2026-01-03;2,25\n"),
            await _folder.AddAsync("people \"here\"", SourceFileFormat.Json, """[{"id": 1, "name": "Né"}, {"id": 2, "name": null}]"""),
            await _folder.AddAsync("lines", SourceFileFormat.Ndjson, "{\"id\": 1, \"tags\": [\"a\"]}\n{\"id\": 2}\n"),
            await _folder.AddAsync("facts", SourceFileFormat.Parquet, Made("COPY (SELECT 1 AS id, 0.5 AS share) TO '{0}' (FORMAT parquet)")),
            await _folder.AddAsync("catalog", SourceFileFormat.Duckdb, Made("ATTACH '{0}' AS d; CREATE TABLE d.t AS SELECT 1 AS id, 'z' AS letter; DETACH d")));
        var query = Query(
            """"
            SELECT o.id, o.at, p.name, l.tags, f.share, c.letter
            FROM orders o JOIN "people ""here""" p USING (id) JOIN lines l USING (id) JOIN facts f USING (id) JOIN catalog.t c USING (id)
            """");

        var result = await OfAsync(_driver, settings, query);

        result.Rows.Should().ContainSingle().Which.Should().Equal("1", "2026-01-02", "Né", "[\"a\"]", "0.5", "z");
        result.Columns.Select(column => column.Name).Should().Equal("id", "at", "name", "tags", "share", "letter");
    }

    [Fact]
    public async Task ExecuteAsync_ColumnThatIsTextOnlyLate_IsText()
    {
        var csv = "v\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i}\n")) + "late\n";
        var settings = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("t", SourceFileFormat.Csv, csv));

        var result = await OfAsync(_driver, settings, Query("SELECT v FROM t"));

        result.Columns[0].Type.Should().Be(ColumnType.Text);
        result.Rows.Should().HaveCount(30_001);
        result.Rows[^1].Should().Equal("late");
    }

    [Fact]
    public async Task ExecuteAsync_OrderAndDuplicateNames_AreKept()
    {
        var result = await OfAsync(
            _driver, SourceFolder.Settings(DataSourceKind.Duckdb), Query("SELECT i AS n, -i AS n FROM range(100000) t(i) ORDER BY hash(i), i;"));

        result.Columns.Select(column => column.Name).Should().Equal("n", "n");
        var sorted = await OfAsync(_driver, SourceFolder.Settings(DataSourceKind.Duckdb), Query("SELECT string_agg(i, ',' ORDER BY hash(i), i) FROM range(100000) t(i)"));
        string.Join(',', result.Rows.Select(row => row[0])).Should().Be(sorted.Cell().Text);
    }

    [Theory]
    [InlineData("IN", new long[] { 1, 3 }, "1,3")]
    [InlineData("IN", new long[0], null)]
    [InlineData("NOT IN", new long[0], "1,2,3")]
    public async Task ExecuteAsync_Parameters_AreBound(string @operator, long[] ids, string? expected)
    {
        var query = Query(
            $"SELECT string_agg(v, ',' ORDER BY v), @name, $$@name$$ FROM (VALUES (1), (2), (3)) t(v) WHERE v {@operator} (@ids)",
            new("ids", ParameterType.Integer, ids),
            new("name", ParameterType.Text, "x'; --"),
            new("unused", ParameterType.Date, new DateOnly(2026, 1, 2)));

        (await OfAsync(_driver, SourceFolder.Settings(DataSourceKind.Duckdb), query)).Rows.Should().ContainSingle().Which.Should().Equal(expected, "x'; --", "@name");
    }

    [Theory]
    [InlineData("SHOW TABLES")]
    [InlineData("DESCRIBE t")]
    [InlineData("SUMMARIZE t")]
    [InlineData("FROM t SELECT a")]
    [InlineData("WITH x AS (FROM t) SELECT * FROM x -- end")]
    [InlineData("TABLE t")]
    [InlineData("(SELECT 1) UNION ALL VALUES (2)")]
    public async Task ExecuteAsync_Query_Runs(string sql)
    {
        var settings = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("t", SourceFileFormat.Csv, "a,b\n1,x\n"));

        (await OfAsync(_driver, settings, Query(sql))).Rows.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(1_000, null)]
    [InlineData(10_000, "source_file_too_large")] // needs more memory than it may have
    public async Task TestAsync_ManyColumns_AreReadOrRefusedWithinTheMemory(int count, string? code)
    {
        var csv = string.Join(',', Enumerable.Range(0, count).Select(i => $"c{i}")) + "\n" + string.Join(',', Enumerable.Range(0, count)) + "\n";
        var settings = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("wide", SourceFileFormat.Csv, csv));

        (await _driver.TestAsync(settings, Cancellation)).Error?.Code.Should().Be(code);
        if (code is null)
            (await OfAsync(_driver, settings, Query("SELECT * FROM wide"))).Rows.Should().ContainSingle().Which[count - 1].Should().Be($"{count - 1}");
    }

    [Theory]
    [InlineData(SourceFileFormat.Parquet, "PAR1 and not more")]
    [InlineData(SourceFileFormat.Json, "[{\"a\": 1}, {\"a\": ")]
    [InlineData(SourceFileFormat.Duckdb, "no database, although it is long enough to be looked at as one")]
    [InlineData(SourceFileFormat.Sqlite, "any")]
    public async Task ExecuteAsync_FileOfAnotherFormat_IsInvalidAndNamedWithoutAPath(SourceFileFormat format, string content)
    {
        var settings = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("wrong", format, content));

        var executing = () => OfAsync(_driver, settings, Query("SELECT 1"));

        var error = (await executing.Should().ThrowAsync<ReportException>()).Which;
        error.Code.Should().Be("source_file_invalid");
        error.Message.Should().NotContain(Path.GetTempPath());
    }

    [Fact]
    public async Task ExecuteAsync_ParquetCutInHalf_IsInvalid()
    {
        var whole = Made("COPY (SELECT i, repeat('x', 100) AS s FROM range(10000) t(i)) TO '{0}' (FORMAT parquet)");
        var settings = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("half", SourceFileFormat.Parquet, whole[..(whole.Length / 2)]));

        (await _driver.TestAsync(settings, Cancellation)).Error!.Code.Should().Be("source_file_invalid");
    }

    [Fact]
    public async Task ExecuteAsync_LongerThanAllowed_IsInterrupted()
    {
        var query = Query("SELECT count(*) FROM range(100000000000) a, range(1000000) b") with { Timeout = TimeSpan.FromMilliseconds(500) };

        var executing = () => OfAsync(_driver, SourceFolder.Settings(DataSourceKind.Duckdb), query).WaitAsync(Deadline, Cancellation);

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_timeout");
    }

    [Fact]
    public async Task ExecuteAsync_MoreMemoryThanAllowed_Fails()
    {
        var executing = () => OfAsync(
            _driver, SourceFolder.Settings(DataSourceKind.Duckdb), Query("SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(2000)"));

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_failed");
    }

    [Fact]
    public async Task ExecuteAsync_Cancelled_IsInterrupted()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var rows = await _driver.ExecuteAsync(SourceFolder.Settings(DataSourceKind.Duckdb), Query("SELECT i FROM range(100000000000) t(i)"), cancelled.Token);
        var batch = new RowBatch(1);
        (await rows.ReadAsync(batch, cancelled.Token)).Should().BeTrue();

        await cancelled.CancelAsync();

        var reading = () => rows.ReadAsync(batch, cancelled.Token).AsTask().WaitAsync(Deadline, Cancellation);
        await reading.Should().ThrowAsync<OperationCanceledException>();
        await rows.DisposeAsync();
    }

    [Fact]
    public async Task ExplainAsync_Query_IsThePlan() =>
        (await _driver.ExplainAsync(SourceFolder.Settings(DataSourceKind.Duckdb), Query("SELECT * FROM range(3)"), Cancellation)).Should().Contain("RANGE");

    private byte[] Made(string sql)
    {
        var path = _folder.PathOf(Guid.CreateVersion7().ToString("n"));
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, path);
            command.ExecuteNonQuery();
        }

        return File.ReadAllBytes(path);
    }
}
