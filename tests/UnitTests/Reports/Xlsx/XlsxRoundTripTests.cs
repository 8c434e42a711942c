using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

/// <summary>What is written must be read the same by readers that are not ours, whatever the types and values.</summary>
public sealed partial class XlsxRoundTripTests
{
    private static readonly DateTime Epoch = new(2000, 1, 1);
    private static readonly DateTime First = new(1900, 3, 1);

    private static readonly string[] Parts =
    [
        "a", "=1+1", "<", "&", ">", "\"", "'", " ", "\t", "\n", "\r", "\u0001", "_x0041_", "_", "x", "é", "世", "🎉", "00123", "1e5", "true", "]]>",
    ];

    private static readonly Gen<TypedCell> Cells = Gen.OneOf(
        Gen.Int[0, Parts.Length - 1].Array[0, 6].Select(parts => string.Concat(parts.Select(part => Parts[part])))
            .Select(text => new TypedCell(ColumnType.Text, batch => batch.AddText(text), text)),
        Gen.Bool.Select(value => new TypedCell(ColumnType.Boolean, batch => batch.AddBoolean(value), value)),
        Gen.Long.Select(Gen.Int[0, 60], (value, shift) => value >> shift).Select(value => new TypedCell(
            ColumnType.Integer, batch => batch.AddInt64(value), Math.Abs((decimal)value) < 1e15m ? (double)value : Text(value))),
        Gen.Double.Select(value => new TypedCell(
            ColumnType.Float, batch => batch.AddDouble(value),
            double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity"
            : value != 0 && Math.Abs(value) < 2.2250738585072014E-308 ? Text(value).ToLowerInvariant() : value)),
        Gen.Long[-999_999_999_999_999, 999_999_999_999_999].Select(Gen.Int[0, 10], Scaled).Select(value => new TypedCell(
            ColumnType.Decimal, batch => NumericCell.Add(batch, value), double.Parse(Text(value), CultureInfo.InvariantCulture))),
        Gen.Int[-800_000, 2_921_938].Select(days => new TypedCell(ColumnType.Date, batch => batch.AddInt32(days), DateOf(days))),
        Gen.Long[-4_000_000_000, 200_000_000_000].Select(seconds => new TypedCell(
            ColumnType.Timestamp, batch => batch.AddInt64(seconds * 1_000_000), TimeOf(seconds))),
        Gen.Int[1, 86_399].Select(seconds => new TypedCell(
            ColumnType.Time, batch => batch.AddInt64(seconds * 1_000_000L), TimeSpan.FromSeconds(seconds))),
        Gen.Guid.Select(value => new TypedCell(ColumnType.Uuid, batch => batch.AddUuid(value), value.ToString())),
        Gen.Byte.Array[0, 20].Select(value => new TypedCell(
            ColumnType.Binary, batch => batch.Add(value), "\\x" + Convert.ToHexStringLower(value))));

    private static readonly Gen<TypedCell[]> Columns = Cells.Array[1, 12];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task WriteRowsAsync_AnyValues_AreReadTheSameByExcelDataReader() => Columns.SampleAsync(
        async cells =>
        {
            var file = await WriteAsync(cells);

            var read = file.Read().Single().Rows[1];

            for (var i = 0; i < cells.Length; i++)
                Normalise(read.ElementAtOrDefault(i)).Should().Be(Normalise(cells[i].Expected), $"it is of type {cells[i].Type}");
        },
        iter: 300, threads: 1);

    [Fact]
    public async Task WriteRowsAsync_AnyValues_AreReadTheSameByOpenpyxl()
    {
        // One process reads many values: each of its starts takes half a second.
        var cells = Cells.Array[400].Single(_ => true, "0N0XIzNsQ0O2");
        var book = await Openpyxl.ReadAsync(await WriteAsync(cells), Cancellation);

        var row = book.Sheets.Single().Rows[1];
        for (var i = 0; i < cells.Length; i++)
            ValueOf(row[i]).Should().Be(Normalise(cells[i].Expected), $"it is of type {cells[i].Type}");
    }

    private static Task<XlsxFile> WriteAsync(TypedCell[] cells)
    {
        var batch = new RowBatch(cells.Length);
        foreach (var cell in cells)
            cell.Add(batch);
        return XlsxFile.WriteAsync(XlsxSection.Create("Report", [.. cells.Select((cell, i) => new RowColumn($"c{i}", cell.Type))], batch));
    }

    // Readers have times of a day in types of their own; an empty text is no cell to some.
    private static object Normalise(object? value) => value switch
    {
        null => "",
        TimeSpan time => time.TotalSeconds,
        DateTime { Year: < 1900 } time => time.TimeOfDay.TotalSeconds,
        DateTime time => time.ToString("s", CultureInfo.InvariantCulture),
        _ => value,
    };

    private static object ValueOf(Openpyxl.Cell cell) => cell.Type switch
    {
        "b" => cell.Value.GetBoolean(),
        "n" => cell.Value.ValueKind == System.Text.Json.JsonValueKind.Null ? "" : cell.Value.GetDouble(),
        "d" => TimeOnly.TryParseExact(cell.Value.GetString(), "HH:mm:ss", out var time)
            ? time.ToTimeSpan().TotalSeconds : cell.Value.GetString()!,
        _ => Unescape(cell.Value.GetString() ?? ""),
    };

    // openpyxl leaves to its callers what Excel decodes itself.
    private static string Unescape(string text) =>
        Escape().Replace(text, match => ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escape();

    private static decimal Scaled(long digits, int scale) => new decimal(Math.Abs(digits)) * new decimal(1, 0, 0, digits < 0, (byte)scale);

    private static object DateOf(int days)
    {
        var cell = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(cell, days);
        return days >= (First - Epoch).Days ? Epoch.AddDays(days) : CellText.ToString(ColumnType.Date, cell);
    }

    private static object TimeOf(long seconds)
    {
        var time = Epoch.AddSeconds(seconds);
        return time >= First ? time : time.ToString("s", CultureInfo.InvariantCulture);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private sealed record TypedCell(ColumnType Type, Action<RowBatch> Add, object Expected);
}
