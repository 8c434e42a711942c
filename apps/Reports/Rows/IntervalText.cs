using System.Buffers.Text;

namespace ReportScheduler.Reports.Rows;

/// <summary>Intervals as ISO 8601 durations, as PostgreSQL writes them with the interval style <c>iso_8601</c>.</summary>
internal static class IntervalText
{
    private const long MicrosecondsOfHour = 3_600_000_000;
    private const long MicrosecondsOfMinute = 60_000_000;
    private const long MicrosecondsOfSecond = 1_000_000;

    public static int Format(ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        var (months, days, time) = CellValue.Interval(cell);
        if ((months, days, time) is (int.MaxValue, int.MaxValue, long.MaxValue)) return Copy("infinity"u8, destination);
        if ((months, days, time) is (int.MinValue, int.MinValue, long.MinValue)) return Copy("-infinity"u8, destination);
        destination[0] = (byte)'P';
        var length = 1;
        Append(months / 12, 'Y', destination, ref length);
        Append(months % 12, 'M', destination, ref length);
        Append(days, 'D', destination, ref length);
        if (time == 0 && length > 1) return length;

        destination[length++] = (byte)'T';
        Append(time / MicrosecondsOfHour, 'H', destination, ref length);
        Append(time / MicrosecondsOfMinute % 60, 'M', destination, ref length);
        AppendSeconds(time % MicrosecondsOfMinute, isOnly: destination[length - 1] == (byte)'T', destination, ref length);
        return length;
    }

    private static void Append(long value, char unit, Span<byte> destination, ref int length)
    {
        if (value == 0) return;
        Utf8Formatter.TryFormat(value, destination[length..], out var written);
        length += written;
        destination[length++] = (byte)unit;
    }

    private static void AppendSeconds(long microseconds, bool isOnly, Span<byte> destination, ref int length)
    {
        if (microseconds == 0 && !isOnly) return;
        if (microseconds < 0) destination[length++] = (byte)'-';
        var (seconds, fraction) = Math.DivRem(Math.Abs(microseconds), MicrosecondsOfSecond);
        Utf8Formatter.TryFormat(seconds, destination[length..], out var written);
        length += written;
        if (fraction != 0) length += CellText.FormatFraction((int)fraction, destination[length..]);
        destination[length++] = (byte)'S';
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
