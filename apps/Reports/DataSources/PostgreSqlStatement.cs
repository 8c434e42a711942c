using System.Text;

namespace ReportScheduler.Reports.DataSources;

/// <summary>A tenant's statement, with what stands for its parameters.</summary>
/// <param name="Sql">Without the semicolon at its end.</param>
/// <param name="FirstWord">The first key word, in lower case; empty when the text holds none.</param>
internal sealed record PostgreSqlStatement(string Sql, string FirstWord)
{
    /// <summary>True if it may be put in parentheses, and has rows then.</summary>
    public bool IsQuery => FirstWord is "select" or "with" or "values" or "table";

    /// <exception cref="ReportException">There is no statement, or more than one.</exception>
    public static PostgreSqlStatement Parse(string sql, PostgreSqlParameters parameters)
    {
        var text = new StringBuilder(sql.Length);
        var firstWord = "";
        var hasEnded = false;
        var lexer = new PostgreSqlLexer(sql);
        while (lexer.Read(out var token))
        {
            if (token.Kind == PostgreSqlTokenKind.Semicolon) hasEnded = true;
            else if (hasEnded && token.Kind != PostgreSqlTokenKind.Space) throw SeveralStatements();
            if (hasEnded) continue;

            if (firstWord.Length == 0 && token.Kind == PostgreSqlTokenKind.Word) firstWord = sql[token.Start..token.End].ToLowerInvariant();
            if (token.Kind == PostgreSqlTokenKind.Parameter && parameters.ExpressionOf(sql.AsSpan((token.Start + 1)..token.End)) is { } expression)
                text.Append(expression);
            else
                text.Append(sql, token.Start, token.End - token.Start);
        }

        return firstWord.Length > 0 ? new PostgreSqlStatement(text.ToString(), firstWord) : throw SourceErrors.ReadOnly();
    }

    private static ReportException SeveralStatements() => new(ReportErrors.QueryMultipleStatements, "Give one SELECT statement, not several.");
}
