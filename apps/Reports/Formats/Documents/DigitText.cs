using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Formats.Documents;

/// <summary>A decimal number of any precision as its digits: rounded, shifted and grouped without a loss.</summary>
/// <param name="IsNegative">True below zero.</param>
/// <param name="Digits">All digits, at least one, without the point.</param>
/// <param name="Scale">How many of them are decimals; negative for zeros that follow the digits.</param>
internal readonly record struct DigitText(bool IsNegative, string Digits, int Scale)
{
    private const int MaxExponent = 40;

    /// <summary>Reads a number in plain digits or with an exponent, as <see cref="Rows.CellText"/> writes it.</summary>
    /// <returns>False for <c>NaN</c>, the infinities, and exponents too large to be written out.</returns>
    public static bool TryParse(string text, out DigitText number)
    {
        number = default;
        var isNegative = text.StartsWith('-');
        var end = text.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (end >= 0 && (!int.TryParse(text.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            || Math.Abs(exponent) > MaxExponent)) return false;
        var mantissa = text[(isNegative ? 1 : 0)..(end < 0 ? text.Length : end)];
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        number = new(isNegative, digits, (point < 0 ? 0 : mantissa.Length - point - 1) - exponent);
        return true;
    }

    /// <summary>The number times a power of ten.</summary>
    public DigitText Shift(int power) => this with { Scale = Scale - power };

    /// <summary>With so many decimals; halves are rounded away from zero.</summary>
    public DigitText Round(int decimals)
    {
        if (Scale <= decimals) return this with { Digits = Digits + new string('0', decimals - Scale), Scale = decimals };
        var keep = Digits.Length - (Scale - decimals);
        if (keep < 0) return new(false, "0", 0);
        var digits = ("0" + Digits[..keep]).ToCharArray();
        if (Digits[keep] >= '5')
        {
            var i = digits.Length - 1;
            for (; digits[i] == '9'; i--) digits[i] = '0';
            digits[i]++;
        }

        return this with { Digits = new(digits), Scale = decimals };
    }

    /// <summary>Writes the number with the separators of a locale.</summary>
    /// <param name="point">Between whole and fraction.</param>
    /// <param name="group">Between thousands; null: none.</param>
    public string Write(char point, char? group)
    {
        var scale = Math.Max(Scale, 0);
        var digits = (Scale < 0 ? Digits + new string('0', -Scale) : Digits).PadLeft(scale + 1, '0');
        var whole = digits[..^scale].TrimStart('0');
        if (whole.Length == 0) whole = "0";
        var text = new StringBuilder(digits.Length * 2);
        if (IsNegative && digits.AsSpan().ContainsAnyExcept('0')) text.Append('-');
        for (var i = 0; i < whole.Length; i++)
        {
            if (group is { } separator && i > 0 && (whole.Length - i) % 3 == 0) text.Append(separator);
            text.Append(whole[i]);
        }

        return scale == 0 ? text.ToString() : text.Append(point).Append(digits.AsSpan(digits.Length - scale)).ToString();
    }
}
