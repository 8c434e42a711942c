using System.Globalization;
using System.Text.RegularExpressions;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>Durations as Go writes them in Dapr resources: <c>1h30m</c>, <c>2s</c>, <c>500ms</c>.</summary>
internal static partial class GoDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
            return true;
        if (!Whole().IsMatch(text))
            return false;
        foreach (Match part in Part().Matches(text))
        {
            var number = double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            duration += number * (part.Groups[2].Value switch
            {
                "h" => TimeSpan.FromHours(1),
                "m" => TimeSpan.FromMinutes(1),
                "s" => TimeSpan.FromSeconds(1),
                "ms" => TimeSpan.FromMilliseconds(1),
                _ => TimeSpan.FromMicroseconds(1),
            });
        }
        return true;
    }

    [GeneratedRegex(@"^([0-9]+(\.[0-9]+)?(h|ms|m|s|us|µs))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"([0-9]+(?:\.[0-9]+)?)(h|ms|m|s|us|µs)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
