using System.Text.RegularExpressions;

namespace ReportScheduler.IntegrationTests.Reports.Differential;

/// <summary>
/// Random queries of one row and one text, full of quotes, comments and operators in and around which a parameter
/// <c>@p</c> may stand. The same seed gives the same queries.
/// </summary>
/// <param name="seed">Told when a test fails.</param>
internal abstract partial class RandomSql(int seed)
{
    private static readonly string[] Tricks = ["@p", "@P", ";", "--", "--x", "#", "x", " ", "\n", "é", "$", "$$", "$q$", "@@p", "@pp", "p", "@", "/", "*", "%"];
    private readonly Random _random = new(seed);

    /// <summary>A query; with a chance to be followed by another statement, or by what looks like one.</summary>
    public string Query(bool withEnds = false)
    {
        var cells = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Expression());
        var end = withEnds ? Pick("", ";", ";;", $";{Space()}", $"{Space()};{Comment()}", ";x", $";{Space()}SELECT 1", ";'a'", $";{Comment()};{Space()}DELETE FROM t") : "";
        return $"SELECT{Space()}concat_ws('|'{string.Concat(cells.Select(cell => $"{Space()},{Space()}{cell}"))}){Space()}AS{Space()}{Name()}{From}{end}";
    }

    /// <summary>White space or a comment, with white space around it.</summary>
    public string Decoration() => $" {Space()} ";

    /// <summary>Where <c>@p</c> stands, whatever it is there.</summary>
    public static IReadOnlyList<Match> Candidates(string sql) => Candidate().Matches(sql);

    /// <summary>The query with something else in place of each candidate.</summary>
    public static string Replace(string sql, Func<int, string?> replacement)
    {
        var index = 0;
        return Candidate().Replace(sql, match => replacement(index++) ?? match.Value);
    }

    protected virtual string From => "";

    /// <summary>An expression that a text can be made of.</summary>
    protected abstract string Expression();

    /// <summary>A comment, with what ends it.</summary>
    protected abstract string Comment();

    /// <summary>A quoted name.</summary>
    protected abstract string Name();

    protected string Space() => Pick(" ", "\n", "\t ", $" {Comment()} ", Comment());

    protected string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    /// <summary>Text without what would end it.</summary>
    protected string Junk(string[] more, params string[] without)
    {
        var pieces = Tricks.Concat(more).Where(piece => !without.Contains(piece)).ToArray();
        string text;
        do text = string.Concat(Enumerable.Range(0, _random.Next(0, 6)).Select(_ => Pick(pieces)));
        while (without.Any(part => text.Contains(part, StringComparison.Ordinal)));
        return text;
    }

    // As the parameters' names are read: not a part of a longer one, and not after another @.
    [GeneratedRegex(@"(?<!@)@[pP](?![\w$\u0080-\uffff])", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();
}
