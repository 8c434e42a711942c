namespace ReportScheduler.Reports.Charts;

/// <summary>Colours of charts.</summary>
internal static class ChartColors
{
    public const uint Text = 0x333333;
    public const uint FaintText = 0x595959;
    public const uint Grid = 0xE1E4E8;
    public const uint Axis = 0x8C959F;

    /// <summary>Tellable apart with any kind of colour vision: M. Okabe and K. Ito, "Color Universal Design", 2008; grey for its yellow.</summary>
    private static readonly uint[] Palette = [0x0072B2, 0xE69F00, 0x009E73, 0xD55E00, 0xCC79A7, 0x56B4E9, 0x6E7781, 0x24292F];

    /// <summary>Colour of the series or piece of a number.</summary>
    public static uint Of(int number) => Palette[number % Palette.Length];
}
