using System.Text.RegularExpressions;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>
/// Makes routing rules from what an app or a file says. Of daprd's CEL expressions only <c>event.type == "x"</c> is known.
/// </summary>
internal static partial class SubscriptionRules
{
    /// <exception cref="FormatException">A match expression is of another form.</exception>
    public static IReadOnlyList<RouteRule> Create(
        IEnumerable<(string? Match, string? Path)> rules, string? defaultPath, string? route)
    {
        var created = rules.Select(rule => Rule(rule.Match?.Trim() ?? "", rule.Path ?? "")).ToList();
        if (!string.IsNullOrEmpty(defaultPath))
            created.Add(new RouteRule("", null, Rooted(defaultPath)));
        else if (!string.IsNullOrEmpty(route))
            created.Add(new RouteRule("", null, Rooted(route)));
        return created;
    }

    public static BulkSubscribe Bulk(int maxMessages, int maxAwaitMilliseconds) => new(
        maxMessages > 0 ? maxMessages : 100,
        TimeSpan.FromMilliseconds(maxAwaitMilliseconds > 0 ? maxAwaitMilliseconds : 1000));

    private static RouteRule Rule(string match, string path)
    {
        if (match.Length == 0)
            return new RouteRule("", null, Rooted(path));
        var type = EventType().Match(match);
        return type.Success
            ? new RouteRule(match, type.Groups["type"].Value, Rooted(path))
            : throw new FormatException(
                $"the embedded development sidecar knows only match expressions of the form event.type == \"…\", not: {match}");
    }

    private static string Rooted(string path) => "/" + path.TrimStart('/');

    [GeneratedRegex("""^event\.type\s*==\s*(?<quote>["'])(?<type>[^"'\\]*)\k<quote>$""", RegexOptions.CultureInvariant)]
    private static partial Regex EventType();
}
