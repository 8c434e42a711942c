using System.Buffers.Binary;
using CsCheck;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>A table of plain values, and what a writer makes of it.</summary>
internal sealed record SampleTable(RowColumn[] Columns, object?[][] Rows)
{
    public static readonly DocumentHead Head = HeadOf(sections: 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly string[] Parts =
    [
        "a", "\"", "\\", "/", "\r", "\n", "\t", "\b", "\f", "\0", "\u0001", "\u001f", "\u007f", " ", "é", "世", "🎉", "👩‍👩‍👧", "שלום", "مرحبا",
        "\u202e", "\u2028", "\u2029", "\ufeff", "<script>", "0123456789abcdefghijklmnopqrstuvwxyz", "\ud800", "null", "{}",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, Parts.Length - 1].Array[0, 6].Select(parts => string.Concat(parts.Select(part => Parts[part]))),
        Gen.String[Gen.Char, 0, 200]);

    /// <summary>Microseconds from 4714 B.C. to A.D. 294246, and some that matter.</summary>
    private static readonly Gen<long> Microseconds = Gen.OneOf(
        Gen.Long[-211_813_488_000_000_000, 9_223_371_331_200_000_000 - 2_000_000_000_000_000],
        Gen.OneOf(0, 1, -1, -63_082_281_600_000_000, 252_455_616_000_000_000));

    private static readonly Gen<string> Decimals = Gen.Select(
        Gen.Bool, Gen.Char['0', '9'].Array[1, 60], Gen.Char['0', '9'].Array[0, 40], (isNegative, whole, fraction) =>
        {
            var digits = new string(whole).TrimStart('0');
            var text = (digits.Length == 0 ? "0" : digits) + (fraction.Length == 0 ? "" : "." + new string(fraction));
            return isNegative && text.Any(c => c is >= '1' and <= '9') ? "-" + text : text;
        });

    public static DocumentHead HeadOf(int sections) => new("Sales", null, new DateTimeOffset(2026, 1, 31, 7, 0, 0, TimeSpan.Zero), "UTC", ReportOutput.Default with
    {
        Sections = [.. Enumerable.Range(1, sections - 1).Select(i => new ReportSection($"Section {i}", "SELECT 1", []))],
    });

    /// <summary>Any tables: all types, with nulls, of 0 to 5 columns and 0 to 20 rows.</summary>
    public static Gen<SampleTable> Any(Func<ColumnType, Gen<object>> values) =>
        Gen.Select(Gen.Enum<ColumnType>(), Gen.OneOf("a", "b", "a_2", "A", "", "ü\"\\\n")).Array[0, 5].SelectMany(columns =>
            Row(columns.Select(column => values(column.Item1))).Array[0, 20].Select(rows =>
                new SampleTable([.. columns.Select(column => new RowColumn(column.Item2, column.Item1))], rows)));

    /// <summary>Any values of a type, as <see cref="Add"/> takes them.</summary>
    public static Gen<object> Values(ColumnType type) => type switch
    {
        ColumnType.Boolean => Gen.Bool.Select(value => (object)value),
        ColumnType.Integer => Gen.OneOf(
            Gen.Short.Select(value => (object)value), Gen.Int.Select(value => (object)value), Gen.Long.Select(value => (object)value)),
        ColumnType.Float => Gen.OneOf(
            Gen.Float.Select(value => (object)value), Gen.Double.Select(value => (object)value),
            Gen.OneOf<object>(double.NaN, double.PositiveInfinity, float.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue, 0.1f)),
        ColumnType.Decimal => Gen.OneOf(Decimals, Gen.Const("NaN")).Select(value => (object)value),
        ColumnType.Date => Gen.Int[-2_451_545, 2_145_000_000].Select(value => (object)value),
        ColumnType.Time => Gen.Long[0, 86_400_000_000].Select(value => (object)value),
        ColumnType.Timestamp or ColumnType.Instant => Microseconds.Select(value => (object)value),
        ColumnType.Interval => Gen.Select(Gen.Long, Gen.Int, Gen.Int).Select(value => (object)value),
        ColumnType.Uuid => Gen.Guid.Select(value => (object)value),
        ColumnType.Binary => Gen.Byte.Array[0, 50].Select(value => (object)value),
        ColumnType.Json => Gen.OneOf(
            Gen.OneOf("null", " [1, 2.50, 1e999]\n", "{\"a\": {\r\n\"b\": \"\\u0000 \\\\ é\"}}", "\"\"", new string('[', 100) + new string(']', 100)),
            Texts).Select(value => (object)value),
        _ => Texts.Select(value => (object)value),
    };

    public static void Add(RowBatch batch, ColumnType type, object? value)
    {
        switch (value)
        {
            case null: batch.AddNull(); break;
            case bool boolean: batch.AddBoolean(boolean); break;
            case short integer: batch.Add([(byte)(integer >> 8), (byte)integer]); break;
            case int integer: batch.AddInt32(integer); break;
            case long integer: batch.AddInt64(integer); break;
            case double number: batch.AddDouble(number); break;
            case Guid uuid: batch.AddUuid(uuid); break;
            case byte[] bytes: batch.Add(bytes); break;
            case string text when type == ColumnType.Decimal: AddDecimal(batch, text); break;
            case string text: batch.AddText(text); break;
            case float number:
                Span<byte> single = stackalloc byte[4];
                BinaryPrimitives.WriteSingleBigEndian(single, number);
                batch.Add(single);
                break;
            case ValueTuple<long, int, int> interval:
                Span<byte> cell = stackalloc byte[16];
                BinaryPrimitives.WriteInt64BigEndian(cell, interval.Item1);
                BinaryPrimitives.WriteInt32BigEndian(cell[8..], interval.Item2);
                BinaryPrimitives.WriteInt32BigEndian(cell[12..], interval.Item3);
                batch.Add(cell);
                break;
            default: throw new ArgumentException($"{value.GetType()} is no cell.", nameof(value));
        }
    }

    public RowBatch ToBatch()
    {
        var batch = new RowBatch(Columns.Length);
        foreach (var row in Rows)
        {
            if (Columns.Length == 0) batch.AddEmptyRow();
            for (var i = 0; i < Columns.Length; i++)
                Add(batch, Columns[i].Type, row[i]);
        }

        return batch;
    }

    /// <summary>The bytes of a file with the table as its sections, so many of them.</summary>
    public async Task<byte[]> WriteAsync(Func<Stream, DocumentHead, ReportWriter> create, int sections = 1)
    {
        using var output = new ForwardStream();
        await using (var writer = create(output, HeadOf(sections)))
        {
            for (var i = 0; i < sections; i++)
            {
                await writer.BeginSectionAsync(new SectionHead(i == 0 ? "Sales" : $"Section {i}", Columns, [], null), Cancellation);
                await writer.WriteRowsAsync(ToBatch(), Cancellation);
                await writer.EndSectionAsync(Cancellation);
            }

            await writer.CompleteAsync(Cancellation);
        }

        return output.ToArray();
    }

    private static void AddDecimal(RowBatch batch, string text)
    {
        if (text is "Infinity" or "-Infinity")
            batch.Add([0, 0, 0, 0, (byte)(text[0] == 'I' ? 0xD0 : 0xF0), 0, 0, 0]);
        else
            NumericCell.Add(batch, text);
    }

    private static Gen<object?[]> Row(IEnumerable<Gen<object>> cells) => cells.Aggregate(
        Gen.Const(Array.Empty<object?>()),
        (row, cell) => Gen.Select(row, Gen.Frequency((1, Gen.Const((object?)null)), (4, cell.Select(value => (object?)value))), (values, value) =>
            (object?[])[.. values, value]));
}
