using System.Collections;
using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Templates;

/// <summary>Filters that could make a value grow without bounds in a loop, with a bound. DotLiquid finds them by their names.</summary>
public static class BoundedFilters
{
    public static string Append(string? input, string? text) => Bound(input, text?.Length, () => input + text);

    public static string Prepend(string? input, string? text) => Bound(input, text?.Length, () => text + input);

    public static string Replace(string? input, string? from, string? to = null) => string.IsNullOrEmpty(from)
        ? input ?? ""
        : Bound(input, (long)(to?.Length ?? 0) * (input?.Length ?? 0) / from.Length, () => (input ?? "").Replace(from, to ?? "", StringComparison.Ordinal));

    public static string ReplaceFirst(string? input, string? from, string? to = null)
    {
        var at = string.IsNullOrEmpty(from) || input is null ? -1 : input.IndexOf(from, StringComparison.Ordinal);
        return at < 0 ? input ?? "" : Bound(input, to?.Length, () => input![..at] + to + input[(at + from!.Length)..]);
    }

    public static string Join(object? input, string separator = " ")
    {
        if (input is string or not IEnumerable) return Convert.ToString(input, CultureInfo.InvariantCulture) ?? "";
        var text = new StringBuilder();
        foreach (var item in (IEnumerable)input)
        {
            if (text.Length > 0) text.Append(separator);
            text.Append(Convert.ToString(item, CultureInfo.InvariantCulture));
            Bound(text.Length);
        }

        return text.ToString();
    }

    public static IEnumerable<object?> Concat(object? left, object? right)
    {
        var all = Items(left).Concat(Items(right)).Take(ReportText.MaxIterations + 1).ToList();
        return all.Count > ReportText.MaxIterations ? throw new TemplateLimitException("makes a list of more than 1,000 entries") : all;
    }

    public static string Base64Encode(string? input) => Bound(input, input?.Length, () => Convert.ToBase64String(Encoding.UTF8.GetBytes(input ?? "")));

    public static string Base64UrlSafeEncode(string? input) => Base64Encode(input).Replace('+', '-').Replace('/', '_');

    private static IEnumerable<object?> Items(object? value) => value is IEnumerable and not string ? ((IEnumerable)value).Cast<object?>() : [value];

    private static string Bound(string? input, long? more, Func<string> result)
    {
        Bound((input?.Length ?? 0) + (more ?? 0));
        return result();
    }

    private static void Bound(long length)
    {
        if (length > ReportText.MaxOutput) throw new TemplateLimitException("makes a text of more than 20,000 characters");
    }
}

/// <summary>A template wants more than it may. The message completes <c>The template …</c>.</summary>
internal sealed class TemplateLimitException(string message) : Exception(message);
