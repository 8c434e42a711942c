using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Json;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>JSON must be read by a parser that is not ours as what the cells were.</summary>
public sealed class JsonReportWriterTests
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_EveryType_IsThisText()
    {
        var table = new SampleTable(
            [
                new("t", ColumnType.Text), new("b", ColumnType.Boolean), new("i", ColumnType.Integer), new("f", ColumnType.Float),
                new("d", ColumnType.Decimal), new("day", ColumnType.Date), new("time", ColumnType.Time), new("ts", ColumnType.Timestamp),
                new("at", ColumnType.Instant), new("iv", ColumnType.Interval), new("u", ColumnType.Uuid), new("x", ColumnType.Binary),
                new("j", ColumnType.Json), new("t", ColumnType.Text),
            ],
            [
                ["say \"hi\"\n\u0001é🎉", true, long.MinValue, 0.1, "1234567890123456789012345678901234567890.00", 0, 25_200_000_000L, 1L, 0L, (1L, 2, 14), Guid.Empty,
                    new byte[] { 0, 255 }, "{\"a\":\n1.0}", ""],
                [null, false, (short)-7, double.NaN, "NaN", int.MaxValue, 86_400_000_000L, long.MaxValue, long.MinValue, (0L, 0, 0), null, null, "no json", "x"],
            ]);

        Encoding.UTF8.GetString(await table.WriteAsync(Json)).Should().Be(
            """
            [
            {"t":"say \"hi\"\n\u0001é🎉","b":true,"i":-9223372036854775808,"f":0.1,"d":1234567890123456789012345678901234567890.00,"day":"2000-01-01","time":"07:00:00","ts":"2000-01-01T00:00:00.000001","at":"2000-01-01T00:00:00Z","iv":"P1Y2M2DT0.000001S","u":"00000000-0000-0000-0000-000000000000","x":"\\x00ff","j":{"a": 1.0},"t_2":""},
            {"t":null,"b":false,"i":-7,"f":"NaN","d":"NaN","day":"infinity","time":"24:00:00","ts":"infinity","at":"-infinity","iv":"PT0S","u":null,"x":null,"j":"no json","t_2":"x"}
            ]

            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(1, "[]\n")]
    [InlineData(2, "{\n\"Sales\":[],\n\"Section 1\":[]\n}\n")]
    public async Task Write_NoRows_IsEmptyArrays(int sections, string expected) =>
        Encoding.UTF8.GetString(await new SampleTable([new("a", ColumnType.Text)], []).WriteAsync(Json, sections)).Should().Be(expected);

    [Fact]
    public async Task Write_NoColumns_IsEmptyObjects() =>
        Encoding.UTF8.GetString(await new SampleTable([], [[], []]).WriteAsync(Json)).Should().Be("[\n{},\n{}\n]\n");

    [Fact]
    public async Task Write_NamesThatCollide_AreDifferentAndGivenNamesStay()
    {
        string[] names = ["a", "a", "a_2", "a", "A", ""];
        var table = new SampleTable([.. names.Select(name => new RowColumn(name, ColumnType.Integer))], [[1, 2, 3, 4, 5, 6]]);

        Encoding.UTF8.GetString(await table.WriteAsync(Json)).Should().Contain("""{"a":1,"a_3":2,"a_2":3,"a_4":4,"A":5,"column_6":6}""");
    }

    [Fact]
    public Task Write_AnyTable_IsReadTheSameByAnotherParser() => SampleTable.Any(SampleTable.Values).SampleAsync(async table =>
    {
        using var document = JsonDocument.Parse(await table.WriteAsync(Json), Deep);
        CheckRows(table, [.. document.RootElement.EnumerateArray()]);
    });

    [Fact]
    public Task Write_AnyTableAsSections_IsAMemberForEach() => SampleTable.Any(SampleTable.Values).SampleAsync(async table =>
    {
        using var document = JsonDocument.Parse(await table.WriteAsync(Json, sections: 3), Deep);
        var members = document.RootElement.EnumerateObject().ToArray();
        members.Select(member => member.Name).Should().Equal("Sales", "Section 1", "Section 2");
        foreach (var member in members)
            CheckRows(table, [.. member.Value.EnumerateArray()]);
    });

    [Fact]
    public Task Write_AnyTableAsNdjson_IsALineForEachRow() => SampleTable.Any(SampleTable.Values).SampleAsync(async table =>
    {
        var text = Encoding.UTF8.GetString(await table.WriteAsync((output, _) => new NdjsonWriter(output)));
        text.Should().Match(it => it == "" || it.EndsWith('\n'));
        var lines = text.Split('\n')[..^1];
        CheckRows(table, [.. lines.Select(line => JsonDocument.Parse(line, Deep).RootElement)]);
    });

    [Fact]
    public async Task Write_NotUtf8_IsReplaced()
    {
        var table = new SampleTable([new("a", ColumnType.Text), new("b", ColumnType.Json)], [["a\uFFFDb"u8.ToArray(), new byte[] { (byte)'"', 0xC3, (byte)'"' }]]);
        table.Rows[0][0] = new byte[] { (byte)'a', 0xFF, (byte)'b' };

        using var document = JsonDocument.Parse(await table.WriteAsync(Json));

        document.RootElement[0].GetProperty("a").GetString().Should().Be("a\uFFFDb");
        document.RootElement[0].GetProperty("b").GetString().Should().Be("\"\uFFFD\"");
    }

    [Theory]
    [InlineData(ColumnType.Text)]
    [InlineData(ColumnType.Json)]
    [InlineData(ColumnType.Binary)]
    public async Task Write_LargeCells_AreReadTheSameAndInSmallBlocks(ColumnType type)
    {
        // What is cut into parts starts at every place of a character of four bytes.
        var text = string.Concat(Enumerable.Repeat("🎉é\"\\\n\u0001", 100_000));
        object[] cells = [.. Enumerable.Range(0, 4).Select(i => Large(type, new string('a', i) + text))];
        var table = new SampleTable([new("a", type), new("b", ColumnType.Integer)], [.. cells.Select(cell => new object?[] { cell, 1 })]);
        using var output = new ForwardStream();
        await using var writer = new JsonReportWriter(output, SampleTable.Head);
        await writer.BeginSectionAsync(new SectionHead("Sales", table.Columns, [], null), Cancellation);
        await writer.WriteRowsAsync(table.ToBatch(), Cancellation);
        await writer.EndSectionAsync(Cancellation);
        await writer.CompleteAsync(Cancellation);

        using var document = JsonDocument.Parse(output.ToArray());

        CheckRows(table, [.. document.RootElement.EnumerateArray()]);
        output.LargestBlock.Should().BeLessThan(256 * 1024);
    }

    [Fact]
    public async Task Write_HugeDecimalsOfFewBytes_KeepAllDigits()
    {
        var table = new SampleTable([new("d", ColumnType.Decimal)], [["1" + new string('0', 130_000)], ["0." + new string('0', 16_000) + "1"]]);

        using var document = JsonDocument.Parse(await table.WriteAsync(Json));

        CheckRows(table, [.. document.RootElement.EnumerateArray()]);
    }

    [Fact]
    public Task Write_SameTableTwice_IsTheSameBytes() => SampleTable.Any(SampleTable.Values).SampleAsync(async table =>
        (await table.WriteAsync(Json)).Should().Equal(await table.WriteAsync(Json)), iter: 20);

    [Fact]
    public async Task Ndjson_SecondSection_IsRefused()
    {
        var write = () => new SampleTable([], []).WriteAsync((output, _) => new NdjsonWriter(output), sections: 2);

        await write.Should().ThrowAsync<InvalidOperationException>();
    }

    private static ReportWriter Json(Stream output, DocumentHead head) => new JsonReportWriter(output, head);

    private static object Large(ColumnType type, string text) => type switch
    {
        ColumnType.Binary => Encoding.UTF8.GetBytes(text),
        ColumnType.Json => JsonSerializer.Serialize(new { text, numbers = Enumerable.Range(0, 1000) }),
        _ => text,
    };

    private static void CheckRows(SampleTable table, JsonElement[] objects)
    {
        objects.Should().HaveCount(table.Rows.Length);
        for (var row = 0; row < objects.Length; row++)
        {
            var members = objects[row].EnumerateObject().ToArray();
            members.Select(member => member.Name).Should().OnlyHaveUniqueItems().And.HaveCount(table.Columns.Length);
            for (var i = 0; i < members.Length; i++)
                CheckCell(table.Columns[i].Type, table.Rows[row][i], members[i].Value);
        }
    }

    private static void CheckCell(ColumnType type, object? value, JsonElement read)
    {
        switch (value)
        {
            case null: read.ValueKind.Should().Be(JsonValueKind.Null); break;
            case bool boolean: read.GetBoolean().Should().Be(boolean); break;
            case double number when double.IsFinite(number): BitConverter.DoubleToInt64Bits(read.GetDouble()).Should().Be(BitConverter.DoubleToInt64Bits(number)); break;
            case float number when float.IsFinite(number): BitConverter.SingleToInt32Bits(read.GetSingle()).Should().Be(BitConverter.SingleToInt32Bits(number)); break;
            case float or double: read.GetString().Should().Be(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)); break;
            case string text when type == ColumnType.Decimal: (text == "NaN" ? read.GetString() : read.GetRawText()).Should().Be(text); break;
            case string text when type == ColumnType.Json: CheckJson(text, read); break;
            case string text: read.GetString().Should().Be(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))); break;
            case byte[] bytes: read.GetString().Should().Be("\\x" + Convert.ToHexStringLower(bytes)); break;
            case Guid uuid: read.GetGuid().Should().Be(uuid); break;
            default:
                if (type == ColumnType.Integer)
                    read.GetInt64().Should().Be(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                else
                    read.GetString().Should().Be(TextOf(type, value));
                break;
        }
    }

    private static void CheckJson(string text, JsonElement read)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            using var expected = JsonDocument.Parse(bytes, Deep);
            JsonElement.DeepEquals(expected.RootElement, read).Should().BeTrue("{0} was {1}", text, read);
        }
        catch (JsonException)
        {
            read.GetString().Should().Be(Encoding.UTF8.GetString(bytes));
        }
    }

    private static string TextOf(ColumnType type, object value)
    {
        var batch = new RowBatch(1);
        SampleTable.Add(batch, type, value);
        return CellText.ToString(type, batch.Cell(0, 0));
    }
}
