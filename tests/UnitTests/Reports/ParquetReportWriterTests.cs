using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Parquet;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Parquet;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>Parquet must be read by readers that are not ours as what the cells were.</summary>
public sealed class ParquetReportWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_EveryType_HasThisTypeInDuckDb()
    {
        var table = new SampleTable([.. Enum.GetValues<ColumnType>().Select(type => new RowColumn(type.ToString(), type))], []);
        using var read = new DuckDbTable(await table.WriteAsync(Parquet));

        read.Columns().Should().Equal(
            ("Text", "VARCHAR"), ("Boolean", "BOOLEAN"), ("Integer", "BIGINT"), ("Float", "DOUBLE"), ("Decimal", "DECIMAL(38,18)"),
            ("Date", "DATE"), ("Time", "TIME"), ("Timestamp", "TIMESTAMP"), ("Instant", "TIMESTAMP WITH TIME ZONE"),
            ("Interval", "VARCHAR"), ("Uuid", "UUID"), ("Binary", "BLOB"), ("Json", "JSON"));
        read.Query("SELECT count(*) FROM {file}").Should().ContainSingle().Which.Should().Equal(0L);
    }

    [Fact]
    public void Write_AnyTable_IsReadTheSameByDuckDb() => SampleTable.Any(SampleTable.Values).Where(table => table.Columns.Length > 0).Sample(table =>
    {
        using var read = new DuckDbTable(table.WriteAsync(Parquet).GetAwaiter().GetResult());
        var names = read.Columns().Select(column => column.Name).ToArray();
        var rows = read.Query($"SELECT {string.Join(", ", names.Select((name, i) => Shown(table.Columns[i].Type, name)))} FROM {{file}}");

        rows.Should().HaveCount(table.Rows.Length);
        foreach (var (row, cells) in table.Rows.Zip(rows))
        {
            for (var i = 0; i < cells.Length; i++)
                Value(table.Columns[i].Type, cells[i]).Should().Be(Expected(table.Columns[i].Type, row[i]), "of {0} {1}", table.Columns[i].Type, row[i]);
        }
    });

    [Fact]
    public async Task Write_AnyTable_IsReadByParquetNet()
    {
        var table = new SampleTable(
            [.. Enum.GetValues<ColumnType>().Select(type => new RowColumn(type.ToString(), type))],
            [
                ["x", true, 1, 1.5, "2.50", 3, 4L, 5L, 6L, (1L, 2, 3), Guid.Empty, new byte[] { 7 }, "{}"],
                new object?[Enum.GetValues<ColumnType>().Length],
            ]);

        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(await table.WriteAsync(Parquet)), cancellationToken: Cancellation);

        reader.RowGroupCount.Should().Be(1);
        using var group = reader.OpenRowGroupReader(0);
        group.RowCount.Should().Be(2);
        foreach (var field in reader.Schema.DataFields)
        {
            using var column = await group.ReadRawColumnDataBaseAsync(field, Cancellation);
            column.DefinitionLevels.ToArray().Should().Equal(1, 0);
            group.GetStatistics(field)!.NullCount.Should().Be(1);
        }
    }

    [Fact]
    public async Task Write_NamesThatDifferOnlyByCase_AreDifferent()
    {
        string[] names = ["a", "A", "a", ""];
        var table = new SampleTable([.. names.Select(name => new RowColumn(name, ColumnType.Integer))], [[1, 2, 3, 4]]);
        using var read = new DuckDbTable(await table.WriteAsync(Parquet));

        read.Columns().Select(column => column.Name).Should().Equal("a", "A_2", "a_3", "column_4");
    }

    [Fact]
    public async Task Write_NoColumns_IsRefused()
    {
        var write = () => new SampleTable([], [[], []]).WriteAsync(Parquet);

        (await write.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be(ReportErrors.ValueNotInFormat);
    }

    [Theory]
    [InlineData("DECIMAL(38,2)", "1.50", "99999999999999999999.99", "-0.01", null)]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999", "0")]
    [InlineData("DECIMAL(38,19)", "1", "0.25")]
    [InlineData("DECIMAL(38,18)", null, null)]
    [InlineData("VARCHAR", "1.5", "NaN")]
    [InlineData("VARCHAR", "1.5", "-Infinity")]
    [InlineData("VARCHAR", "100000000000000000000000000000000000000")]
    [InlineData("VARCHAR", "1000000000000000000000000000000", "0.00000001")]
    public async Task Write_Decimals_HaveTheTypeThatHoldsThemExactly(string type, params string?[] numbers)
    {
        var table = new SampleTable([new("n", ColumnType.Decimal)], [.. numbers.Select(number => new object?[] { number })]);
        using var read = new DuckDbTable(await table.WriteAsync(Parquet));

        read.Columns().Should().Equal(("n", type));
        read.Query("SELECT n::VARCHAR FROM {file}").Select(row => Expected(ColumnType.Decimal, row[0]))
            .Should().Equal(numbers.Select(number => Expected(ColumnType.Decimal, number)));
    }

    [Theory]
    [InlineData(ColumnType.Date, int.MaxValue)]
    [InlineData(ColumnType.Date, int.MinValue)]
    [InlineData(ColumnType.Timestamp, long.MaxValue)]
    [InlineData(ColumnType.Instant, long.MinValue)]
    [InlineData(ColumnType.Instant, 9_223_371_331_199_999_999)]
    public async Task Write_TimeThatParquetHasNot_IsRefused(ColumnType type, object value)
    {
        var write = () => new SampleTable([new("valid_to", type)], [[value]]).WriteAsync(Parquet);

        (await write.Should().ThrowAsync<ReportException>()).Which.Should().Match<ReportException>(
            exception => exception.Code == ReportErrors.ValueNotInFormat && exception.Message.Contains("'valid_to'"));
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("NaN")]
    [InlineData("1000000000000000000000000000000000000")]
    public async Task Write_LaterNumberThatDoesNotFit_IsRefused(string number)
    {
        await using var writer = await BeginAsync(new ForwardStream(), new RowColumn("price", ColumnType.Decimal));
        var batch = new RowBatch(1);
        for (var i = 0; i < ParquetReportWriter.MaxGroupRows; i++)
            NumericCell.Add(batch, 1.25m);
        await writer.WriteRowsAsync(batch, Cancellation);
        batch.Clear();
        NumericCell.Add(batch, "2.5000");
        await writer.WriteRowsAsync(batch, Cancellation);
        batch.Clear();
        NumericCell.Add(batch, number);

        var write = () => writer.WriteRowsAsync(batch, Cancellation).AsTask();

        (await write.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be(ReportErrors.ValueNotInFormat);
    }

    [Fact]
    public async Task Write_ManyRows_AreSeveralGroupsAndFoundByTheirStatistics()
    {
        const int Rows = 300_000;
        using var output = new ForwardStream();
        RowColumn[] columns =
        [
            new("id", ColumnType.Integer), new("time", ColumnType.Timestamp), new("name", ColumnType.Text), new("is_odd", ColumnType.Boolean),
            new("price", ColumnType.Decimal), new("day", ColumnType.Date),
        ];
        await using var writer = await BeginAsync(output, columns);
        var batch = new RowBatch(columns.Length);
        for (var i = 0; i < Rows; i++)
        {
            batch.AddInt64(i);
            batch.AddInt64(i * 1_000_001L);
            if (i % 7 == 0) batch.AddNull();
            else batch.AddText($"name {i}");
            batch.AddBoolean(i % 2 == 1);
            NumericCell.Add(batch, (i / 100m).ToString("F2", CultureInfo.InvariantCulture));
            batch.AddInt32(i / 1000);
            if (!batch.IsFull && i < Rows - 1) continue;
            await writer.WriteRowsAsync(batch, Cancellation);
            batch.Clear();
        }

        await writer.EndSectionAsync(Cancellation);
        await writer.CompleteAsync(Cancellation);
        using var read = new DuckDbTable(output.ToArray());

        read.Query("SELECT count(DISTINCT row_group_id) FROM parquet_metadata({file})")[0].Should().Equal(3L);
        read.Query("SELECT count(*), sum(id)::BIGINT, count(name), count(*) FILTER (WHERE is_odd), sum(price)::VARCHAR, max(day)::VARCHAR FROM {file}")[0]
            .Should().Equal((long)Rows, 44_999_850_000L, 257_142L, 150_000L, "449998500.00", "2000-10-26");
        read.Query("SELECT id, name FROM {file} WHERE \"time\" = make_timestamp(946684800000000 + 200001 * 1000001::BIGINT)")
            .Should().ContainSingle().Which.Should().Equal(200_001L, "name 200001");
        read.Query("SELECT count(*) FROM {file} WHERE id < 150000 AND name <> 'name ' || id")[0].Should().Equal(0L);
    }

    [Fact]
    public async Task Write_LongContent_IsHandedOverInBoundedMemory()
    {
        using var output = new ForwardStream { Keeps = false };
        await using var writer = await BeginAsync(output, new RowColumn("x", ColumnType.Binary));
        var cell = new byte[1024 * 1024];
        new Random(1).NextBytes(cell);
        var batch = new RowBatch(1);
        for (var i = 1L; i <= 100; i++)
        {
            batch.Clear();
            batch.Add(cell);
            await writer.WriteRowsAsync(batch, Cancellation);
            output.Taken.Should().BeGreaterThan((i * cell.Length) - (2 * ParquetReportWriter.MaxGroupBytes));
        }

        output.LargestBlock.Should().BeLessThanOrEqualTo(64 * 1024);
    }

    [Fact]
    public async Task Write_LargeCells_AreReadTheSame()
    {
        var text = string.Concat(Enumerable.Repeat("🎉é\"\\\n\u0001", 150_000));
        var table = new SampleTable(
            [new("t", ColumnType.Text), new("b", ColumnType.Binary)], [[text, Encoding.UTF8.GetBytes(text)], [null, Array.Empty<byte>()], ["", null]]);
        using var read = new DuckDbTable(await table.WriteAsync(Parquet));

        read.Query("SELECT t, hex(b) FROM {file}").Should().BeEquivalentTo(
            new object?[][] { [text, Convert.ToHexString(Encoding.UTF8.GetBytes(text))], [null, ""], ["", null] }, options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Write_NotUtf8_IsReplaced()
    {
        var table = new SampleTable([new("t", ColumnType.Text)], [[new byte[] { (byte)'a', 0xFF, (byte)'b' }]]);
        using var read = new DuckDbTable(await table.WriteAsync(Parquet));

        read.Query("SELECT t FROM {file}")[0].Should().Equal("a\uFFFDb");
    }

    [Fact]
    public Task Write_SameTableTwice_IsTheSameBytes() => SampleTable.Any(SampleTable.Values).Where(table => table.Columns.Length > 0).SampleAsync(async table =>
        (await table.WriteAsync(Parquet)).Should().Equal(await table.WriteAsync(Parquet)), iter: 20);

    [Fact]
    public async Task Write_SecondSection_IsRefused()
    {
        var write = () => new SampleTable([new("a", ColumnType.Text)], []).WriteAsync(Parquet, sections: 2);

        await write.Should().ThrowAsync<InvalidOperationException>();
    }

    private static ReportWriter Parquet(Stream output, DocumentHead head) => new ParquetReportWriter(output);

    private static async Task<ParquetReportWriter> BeginAsync(Stream output, params RowColumn[] columns)
    {
        var writer = new ParquetReportWriter(output);
        await writer.BeginSectionAsync(new SectionHead("Sales", columns, [], null), Cancellation);
        return writer;
    }

    // What .NET's types can't hold is asked for as a number or a text.
    private static string Shown(ColumnType type, string name)
    {
        var column = $"\"{name.Replace("\"", "\"\"")}\"";
        return type switch
        {
            ColumnType.Date => $"date_diff('day', DATE '2000-01-01', {column})",
            ColumnType.Timestamp or ColumnType.Instant => $"epoch_us({column})",
            ColumnType.Binary => $"hex({column})",
            ColumnType.Boolean or ColumnType.Integer or ColumnType.Float or ColumnType.Text => column,
            _ => $"{column}::VARCHAR",
        };
    }

    private static object? Value(ColumnType type, object? shown) => type switch
    {
        ColumnType.Decimal => Expected(type, shown),
        ColumnType.Json => Expected(type, shown),
        ColumnType.Float when shown is double number => BitConverter.DoubleToInt64Bits(number),
        _ => shown,
    };

    private static object? Expected(ColumnType type, object? value) => value switch
    {
        null => null,
        string number when type == ColumnType.Decimal => number.Contains('.') ? number.TrimEnd('0').TrimEnd('.') : number,
        string json when type == ColumnType.Json => Canonical(json),
        string text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
        float number => BitConverter.DoubleToInt64Bits(number),
        double number => BitConverter.DoubleToInt64Bits(number),
        Guid uuid => uuid.ToString(),
        byte[] bytes => Convert.ToHexString(bytes),
        bool => value,
        ValueTuple<long, int, int> => Text(type, value),
        _ when type == ColumnType.Time => Text(type, value),
        _ when type is ColumnType.Timestamp or ColumnType.Instant => (long)value + 946_684_800_000_000,
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };

    // A text that is no JSON is expected as a JSON string.
    private static string Canonical(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 1000 });
            using var canonical = new MemoryStream();
            using (var writer = new Utf8JsonWriter(canonical))
                document.WriteTo(writer);
            return Encoding.UTF8.GetString(canonical.ToArray());
        }
        catch (JsonException)
        {
            return Canonical(JsonSerializer.Serialize(Encoding.UTF8.GetString(bytes)));
        }
    }

    private static string Text(ColumnType type, object value)
    {
        var batch = new RowBatch(1);
        SampleTable.Add(batch, type, value);
        return CellText.ToString(type, batch.Cell(0, 0));
    }
}
