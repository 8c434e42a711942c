using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace ReportScheduler.Reports.Rows;

/// <summary>
/// Cells of <see cref="ColumnType.Decimal"/>: count of digits, weight of the first, sign, and decimals shown (16 bits each), then
/// the digits in base 10,000. The layout is PostgreSQL's (numeric_send in src/backend/utils/adt/numeric.c).
/// </summary>
public static class NumericCell
{
    private const int HeaderSize = 8;
    private const int DigitSize = 2;
    private const int DecimalsOfDigit = 4;
    private const ushort Negative = 0x4000;
    private const ushort NaN = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;
    private static readonly Int128 MaxUnscaled = Int128.Parse("1" + new string('0', 38), CultureInfo.InvariantCulture);

    /// <summary>True for a number; false for NaN and the infinities.</summary>
    public static bool IsFinite(ReadOnlySpan<byte> cell) => Sign(cell) is 0 or Negative;

    /// <summary>True for a finite number below zero.</summary>
    public static bool IsNegative(ReadOnlySpan<byte> cell) => Sign(cell) == Negative;

    /// <summary>Decimals shown, 0 to 16,383.</summary>
    public static int Scale(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt16BigEndian(cell[6..]);

    /// <summary>Bytes that <see cref="Format"/> may need.</summary>
    public static int MaxLength(ReadOnlySpan<byte> cell) =>
        Math.Max(9, 2 + (Math.Max(Weight(cell) + 1, 1) * DecimalsOfDigit) + 1 + Scale(cell) + DecimalsOfDigit);

    /// <summary>Writes the number in plain digits, as PostgreSQL shows it; else <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    /// <returns>Bytes written.</returns>
    public static int Format(ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        switch (Sign(cell))
        {
            case NaN: return Copy("NaN"u8, destination);
            case PositiveInfinity: return Copy("Infinity"u8, destination);
            case NegativeInfinity: return Copy("-Infinity"u8, destination);
        }

        var position = 0;
        if (IsNegative(cell)) destination[position++] = (byte)'-';
        var weight = Weight(cell);
        if (weight < 0) destination[position++] = (byte)'0';
        for (var i = 0; i <= weight; i++)
            position += i == 0 ? FormatFirst(Digit(cell, i), destination[position..]) : FormatFour(Digit(cell, i), destination[position..]);

        var scale = Scale(cell);
        if (scale == 0) return position;
        destination[position++] = (byte)'.';
        var end = position + scale;
        for (var i = weight + 1; position < end; i++)
            position += FormatFour(i < 0 ? 0 : Digit(cell, i), destination[position..]);
        return end;
    }

    /// <summary>The number as a double, the nearest there is.</summary>
    public static double ToDouble(ReadOnlySpan<byte> cell)
    {
        switch (Sign(cell))
        {
            case NaN: return double.NaN;
            case PositiveInfinity: return double.PositiveInfinity;
            case NegativeInfinity: return double.NegativeInfinity;
        }

        var length = MaxLength(cell);
        var text = length <= 512 ? stackalloc byte[length] : new byte[length];
        return double.Parse(text[..Format(cell, text)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>Digits before the point of a finite number, without leading zeros.</summary>
    public static int WholeDigits(ReadOnlySpan<byte> cell)
    {
        var first = Digit(cell, 0);
        return first == 0 || Weight(cell) < 0 ? 0
            : (Weight(cell) * DecimalsOfDigit) + (first >= 1000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1);
    }

    /// <summary>The number times ten to the power of <paramref name="scale"/>.</summary>
    /// <returns>False if that is no integer of up to 38 digits.</returns>
    public static bool TryUnscaled(ReadOnlySpan<byte> cell, int scale, out Int128 value)
    {
        value = 0;
        if (!IsFinite(cell)) return false;
        var count = BinaryPrimitives.ReadInt16BigEndian(cell);
        // What the digit that comes next is to be multiplied with, as a power of ten.
        var exponent = (Weight(cell) * DecimalsOfDigit) + scale;
        for (var i = 0; i < count; i++, exponent -= DecimalsOfDigit)
        {
            var digit = Digit(cell, i);
            var decimals = Math.Clamp(exponent + DecimalsOfDigit, 0, DecimalsOfDigit);
            var (whole, rest) = Math.DivRem(digit, PowerOfTen(DecimalsOfDigit - decimals));
            if (rest != 0 || !TryAppend(ref value, decimals, whole)) return false;
        }

        for (var left = count == 0 ? 0 : exponent + DecimalsOfDigit; left > 0; left -= DecimalsOfDigit)
        {
            if (!TryAppend(ref value, Math.Min(left, DecimalsOfDigit), 0)) return false;
        }

        if (IsNegative(cell)) value = -value;
        return true;
    }

    /// <summary>Adds a cell for a number in plain digits, for example <c>-12.50</c>, or <c>NaN</c>.</summary>
    /// <exception cref="FormatException">The text is no such number.</exception>
    public static void Add(RowBatch batch, ReadOnlySpan<char> text)
    {
        if (text is "NaN")
        {
            batch.Add([0, 0, 0, 0, 0xC0, 0, 0, 0]);
            return;
        }

        var isNegative = text.Length > 0 && text[0] == '-';
        var number = isNegative ? text[1..] : text;
        var point = number.IndexOf('.');
        var whole = (point < 0 ? number : number[..point]).TrimStart('0');
        var fraction = point < 0 ? default : number[(point + 1)..];
        if (number.IsEmpty || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
            throw new FormatException("Not a number in plain digits.");

        var wholeDigits = (whole.Length + DecimalsOfDigit - 1) / DecimalsOfDigit;
        var digits = new short[wholeDigits + ((fraction.Length + DecimalsOfDigit - 1) / DecimalsOfDigit)];
        var padding = (wholeDigits * DecimalsOfDigit) - whole.Length;
        for (var i = 0; i < whole.Length; i++)
            Append(digits, (padding + i) / DecimalsOfDigit, whole[i]);
        for (var i = 0; i < digits.Length - wholeDigits; i++)
        {
            for (var j = 0; j < DecimalsOfDigit; j++)
            {
                var place = (i * DecimalsOfDigit) + j;
                Append(digits, wholeDigits + i, place < fraction.Length ? fraction[place] : '0');
            }
        }

        Add(batch, digits, wholeDigits - 1, isNegative, fraction.Length);
    }

    /// <summary>Adds a cell for a decimal, with its scale.</summary>
    public static void Add(RowBatch batch, decimal value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        Add(batch, text[..length]);
    }

    private static void Add(RowBatch batch, ReadOnlySpan<short> digits, int weight, bool isNegative, int scale)
    {
        // PostgreSQL sends neither leading nor trailing zeros.
        for (; !digits.IsEmpty && digits[0] == 0; weight--) digits = digits[1..];
        while (!digits.IsEmpty && digits[^1] == 0) digits = digits[..^1];
        if (digits.IsEmpty) (weight, isNegative) = (0, false);
        var size = HeaderSize + (DigitSize * digits.Length);
        var cell = size <= 256 ? stackalloc byte[size] : new byte[size];
        BinaryPrimitives.WriteInt16BigEndian(cell, (short)digits.Length);
        BinaryPrimitives.WriteInt16BigEndian(cell[2..], (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(cell[4..], isNegative ? Negative : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(cell[6..], (short)scale);
        for (var i = 0; i < digits.Length; i++)
            BinaryPrimitives.WriteInt16BigEndian(cell[(HeaderSize + (DigitSize * i))..], digits[i]);
        batch.Add(cell);
    }

    private static void Append(short[] digits, int index, char c) => digits[index] = (short)((digits[index] * 10) + (c - '0'));

    private static int Weight(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt16BigEndian(cell[2..]);

    private static ushort Sign(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadUInt16BigEndian(cell[4..]);

    // The digit at a place after the first one's; places beyond the last are zero.
    private static int Digit(ReadOnlySpan<byte> cell, int place)
    {
        var offset = HeaderSize + (DigitSize * place);
        return offset < cell.Length ? BinaryPrimitives.ReadInt16BigEndian(cell[offset..]) : 0;
    }

    private static int PowerOfTen(int exponent) => exponent switch { 0 => 1, 1 => 10, 2 => 100, 3 => 1000, _ => 10_000 };

    private static bool TryAppend(ref Int128 value, int decimals, int digit)
    {
        var factor = PowerOfTen(decimals);
        if (value <= (long.MaxValue - digit) / factor)
        {
            value = ((long)value * factor) + digit;
            return true;
        }

        // 10^34 times 10^4 has 39 digits.
        if (value >= MaxUnscaled / factor) return false;
        value = (value * factor) + digit;
        return true;
    }

    private static int FormatFirst(int digit, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(digit, destination, out var written);
        return written;
    }

    private static int FormatFour(int digit, Span<byte> destination)
    {
        destination[3] = (byte)('0' + (digit % 10));
        digit /= 10;
        destination[2] = (byte)('0' + (digit % 10));
        digit /= 10;
        destination[1] = (byte)('0' + (digit % 10));
        destination[0] = (byte)('0' + (digit / 10));
        return DecimalsOfDigit;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
