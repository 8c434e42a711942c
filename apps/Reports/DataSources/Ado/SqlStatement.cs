using System.Collections;
using System.Globalization;
using System.Text;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources.Ado;

/// <summary>One statement with the parameters it uses, as a database takes them.</summary>
/// <param name="Text">Without a semicolon at the end.</param>
/// <param name="Parameters">Values that are no lists, each used in the text.</param>
internal sealed record SqlStatement(string Text, IReadOnlyList<BoundParameter> Parameters)
{
    /// <summary>
    /// Checks that a query is one statement, and writes its parameters as the database marks them. A list becomes a parameter
    /// for each of its values, so that <c>IN (@ids)</c> finds them; one without values becomes a query without rows.
    /// </summary>
    /// <exception cref="ReportException">Not one statement, or a parameter that the query does not have.</exception>
    public static SqlStatement Of(SourceQuery query, SqlDialect dialect)
    {
        var sql = query.Sql;
        var tokens = SqlLexer.Tokens(sql, dialect);
        while (tokens.Count > 0 && tokens[^1].Is(sql, ";")) tokens.RemoveAt(tokens.Count - 1);
        if (tokens.Count == 0) throw SourceErrors.ReadOnly();
        if (tokens.Exists(token => token.Is(sql, ";"))) throw SourceErrors.SeveralStatements();
        if (tokens.Exists(token => token.Kind == SqlTokenKind.Unclosed)) throw SourceErrors.Failed("The query has a quote that is not closed.");

        var text = new StringBuilder();
        var used = new Dictionary<string, BoundParameter>(StringComparer.OrdinalIgnoreCase);
        var copied = 0;
        var isAfterQuote = false;
        foreach (var token in tokens)
        {
            // Words within a word were given, too.
            if (token.Start < copied) continue;
            AppendSpace(text, sql.AsSpan(copied, token.Start - copied), isAfterQuote && token.Kind != SqlTokenKind.Word, dialect);
            copied = token.Start + token.Length;
            isAfterQuote = token.Kind is SqlTokenKind.Quoted or SqlTokenKind.Parameter;
            if (token.Kind == SqlTokenKind.Parameter) AppendParameter(text, ParameterOf(query, sql[(token.Start + 1)..copied]), used, dialect);
            else if (token.Kind == SqlTokenKind.Hint) AppendHint(text, token.Text(sql));
            else text.Append(token.Text(sql));
        }

        return new SqlStatement(text.ToString(), [.. used.Values]);
    }

    // The library that takes comments amiss does not look at the character after a quote or a parameter either.
    private static void AppendSpace(StringBuilder text, ReadOnlySpan<char> space, bool isNeeded, SqlDialect dialect)
    {
        if (dialect.DropsComments && (space.IsEmpty ? isNeeded : !space.IsWhiteSpace())) text.Append(' ');
        else text.Append(space);
    }

    // The client's library does not see the end of a comment that ends with two asterisks.
    private static void AppendHint(StringBuilder text, ReadOnlySpan<char> hint) => text.Append(hint[..^2].TrimEnd('*')).Append(" */");

    private static BoundParameter ParameterOf(SourceQuery query, string name) =>
        query.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw SourceErrors.Failed($"The query uses @{name}, but has no parameter of this name.");

    private static void AppendParameter(StringBuilder text, BoundParameter parameter, Dictionary<string, BoundParameter> used, SqlDialect dialect)
    {
        if (parameter.Value is not IEnumerable values || parameter.Value is string)
        {
            used.TryAdd(parameter.Name, parameter);
            text.Append(dialect.ParameterPrefix).Append(parameter.Name);
            return;
        }

        var count = 0;
        foreach (var value in values)
        {
            // No parameter of a tenant's can have this name: theirs start with a letter.
            var name = string.Create(CultureInfo.InvariantCulture, $"_{parameter.Name}_{count}");
            used.TryAdd(name, new BoundParameter(name, parameter.Type, value));
            text.Append(count++ == 0 ? "" : ", ").Append(dialect.ParameterPrefix).Append(name);
        }

        if (count == 0) text.Append(dialect.NoRows);
    }
}
