using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using CsCheck;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

public sealed class CellTextTests
{
    [Fact]
    public void Format_AnyDate_IsTheCalendars() => Gen.DateOnly.Sample(date =>
        TextOf(ColumnType.Date, batch => batch.AddInt32(CellValue.DateCell(date))) == date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Fact]
    public void Format_AnyInstant_IsIso8601() => Gen.DateTime.Sample(time =>
    {
        var expected = time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

        return TextOf(ColumnType.Instant, batch => batch.AddInt64(CellValue.TimestampCell(time))) == expected + "Z"
            && TextOf(ColumnType.Timestamp, batch => batch.AddInt64(CellValue.TimestampCell(time))) == expected;
    });

    [Fact]
    public void TryDateTime_AnyTime_IsReadBack() => Gen.DateTime.Sample(time =>
    {
        var batch = new RowBatch(1);
        batch.AddInt64(CellValue.TimestampCell(time));

        CellValue.TryDateTime(batch.Cell(0, 0), out var read).Should().BeTrue();

        read.Should().Be(new DateTime(time.Ticks / 10 * 10));
    });

    [Fact]
    public void Format_AnyDecimal_IsItself() => Gen.Decimal.Sample(value =>
    {
        var batch = new RowBatch(1);
        NumericCell.Add(batch, value);

        CellText.ToString(ColumnType.Decimal, batch.Cell(0, 0)).Should().Be(value.ToString(CultureInfo.InvariantCulture));
    });

    [Fact]
    public void Format_AnyDigits_AreThemselves() =>
        Gen.Select(Gen.Bool, Gen.Char['0', '9'].Array[0, 900], Gen.Char['0', '9'].Array[0, 900]).Sample((isNegative, whole, fraction) =>
        {
            var digits = new string(whole).TrimStart('0');
            var text = (digits.Length == 0 ? "0" : digits) + (fraction.Length == 0 ? "" : "." + new string(fraction));
            if (isNegative && text.Any(c => c is >= '1' and <= '9')) text = "-" + text;

            TextOf(ColumnType.Decimal, batch => NumericCell.Add(batch, text)).Should().Be(text);
        });

    [Fact]
    public void Format_AnyNumber_IsReadBackTheSame() => Gen.Double.Sample(value =>
        double.Parse(TextOf(ColumnType.Float, batch => batch.AddDouble(value)), CultureInfo.InvariantCulture).Equals(value));

    [Fact]
    public void Format_AnyInteger_IsItselfInEveryWidth() => Gen.Short.Sample(value =>
    {
        var expected = value.ToString(CultureInfo.InvariantCulture);
        var two = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(two, value);

        return TextOf(ColumnType.Integer, batch => batch.Add(two)) == expected
            && TextOf(ColumnType.Integer, batch => batch.AddInt32(value)) == expected
            && TextOf(ColumnType.Integer, batch => batch.AddInt64(value)) == expected;
    });

    [Theory]
    [InlineData(0, 0, 0, "PT0S")]
    [InlineData(-1, 3, 14_706_000_000, "P-1M3DT4H5M6S")]
    [InlineData(14, 0, 0, "P1Y2M")]
    [InlineData(0, 0, -1, "PT-0.000001S")]
    [InlineData(0, -1, -3_600_000_000, "P-1DT-1H")]
    [InlineData(0, 0, 1_500_000, "PT1.5S")]
    [InlineData(int.MaxValue, int.MaxValue, long.MaxValue, "infinity")]
    [InlineData(int.MinValue, int.MinValue, long.MinValue, "-infinity")]
    public void Format_Interval_IsADuration(int months, int days, long microseconds, string expected)
    {
        var cell = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(cell, microseconds);
        BinaryPrimitives.WriteInt32BigEndian(cell.AsSpan(8), days);
        BinaryPrimitives.WriteInt32BigEndian(cell.AsSpan(12), months);

        TextOf(ColumnType.Interval, batch => batch.Add(cell)).Should().Be(expected);
    }

    [Fact]
    public void Add_NotPlainDigits_IsRefused()
    {
        foreach (var text in new[] { "", "-", "1e5", "1.2.3", "0x1", " 1", "+1" })
            ((Action)(() => NumericCell.Add(new RowBatch(1), text))).Should().Throw<FormatException>(text);
    }

    [Fact]
    public void ToDouble_LargerThanADecimal_IsTheNearest()
    {
        var batch = new RowBatch(1);
        NumericCell.Add(batch, BigInteger.Pow(10, 300).ToString(CultureInfo.InvariantCulture));

        NumericCell.ToDouble(batch.Cell(0, 0)).Should().Be(1e300);
    }

    private static string TextOf(ColumnType type, Action<RowBatch> add)
    {
        var batch = new RowBatch(1);
        add(batch);
        return CellText.ToString(type, batch.Cell(0, 0));
    }
}
