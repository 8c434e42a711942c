namespace ReportScheduler.Reports.DataSources.Ado;

internal enum SqlTokenKind
{
    /// <summary>A keyword, a name without quotes, or a number.</summary>
    Word,

    /// <summary><c>@name</c>.</summary>
    Parameter,

    /// <summary>A string or a quoted name.</summary>
    Quoted,

    /// <summary>A string or a quoted name that is not closed.</summary>
    Unclosed,

    /// <summary>A comment that advises the server, after some other token.</summary>
    Hint,

    /// <summary>A comment that a server may run.</summary>
    ExecutableComment,

    /// <summary>Any other character.</summary>
    Symbol,
}

internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    public ReadOnlySpan<char> Text(string sql) => sql.AsSpan(Start, Length);

    public bool Is(string sql, string text) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol
        && Text(sql).Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a name, in quotes or not.</summary>
    /// <param name="name">One without quotes in it.</param>
    public bool IsName(string sql, string name, SqlDialect dialect) => Is(sql, name)
        || (Kind == SqlTokenKind.Quoted && dialect.QuotesOfNames.Contains(sql[Start]) && Text(sql)[1..].TrimEnd(sql[Start]).Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Splits a statement into tokens, so that nobody mistakes a word of a string or a comment for one of the statement's. What is
/// not closed reaches to the end. tests/IntegrationTests compares it with what the servers do.
/// </summary>
internal static class SqlLexer
{
    public static List<SqlToken> Tokens(string sql, SqlDialect dialect)
    {
        var tokens = new List<SqlToken>();
        for (var i = 0; i < sql.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(sql[i]) || char.IsControl(sql[i]))
            {
                i++;
            }
            else if (CommentEnd(sql, i, dialect, out var isExecutable) is var end and > 0)
            {
                i = end;
                if (isExecutable) tokens.Add(new(SqlTokenKind.ExecutableComment, start, end - start));
                else if (dialect.HasHints && tokens.Count > 0 && sql.AsSpan(start).StartsWith("/*+") && sql.AsSpan(start + 3, end - start - 3).EndsWith("*/"))
                    tokens.Add(new(SqlTokenKind.Hint, start, end - start));
            }
            else if (QuotedEnd(sql, i, dialect) is var quotedEnd and > 0)
            {
                i = Math.Min(quotedEnd, sql.Length);
                tokens.Add(new(i == quotedEnd ? SqlTokenKind.Quoted : SqlTokenKind.Unclosed, start, i - start));
            }
            else if (IsWordPart(sql[i]))
            {
                while (i < sql.Length && IsWordPart(sql[i])) i++;
                tokens.Add(new(SqlTokenKind.Word, start, i - start));
                AddWordsGluedToNumber(sql, start, i, tokens);
            }
            else if (sql[i] == '@' && i + 1 < sql.Length && char.IsAsciiLetter(sql[i + 1]))
            {
                for (i++; i < sql.Length && IsWordPart(sql[i]);) i++;
                tokens.Add(new(SqlTokenKind.Parameter, start, i - start));
            }
            else
            {
                i++;
                if (sql.AsSpan(start).StartsWith("@@"))
                {
                    // A variable of the server's.
                    for (i++; i < sql.Length && IsWordPart(sql[i]);) i++;
                }

                tokens.Add(new(SqlTokenKind.Symbol, start, i - start));
            }
        }

        return tokens;
    }

    // Servers may take 1DELETE, 1e5INTO and the money $1DELETE for a number and a word: every end of such a word is one, too.
    private static void AddWordsGluedToNumber(string sql, int start, int end, List<SqlToken> tokens)
    {
        if (!char.IsAsciiDigit(sql[start]) && sql[start] != '$') return;
        for (var i = start + 1; i < end; i++)
        {
            if (char.IsAsciiLetter(sql[i]) && (char.IsAsciiDigit(sql[i - 1]) || sql[i - 1] == '$' || char.ToLowerInvariant(sql[i - 1]) == 'e'))
                tokens.Add(new(SqlTokenKind.Word, i, end - i));
        }
    }

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' || char.IsSurrogate(c);

    private static int CommentEnd(string sql, int start, SqlDialect dialect, out bool isExecutable)
    {
        isExecutable = false;
        var rest = sql.AsSpan(start);
        if ((rest.StartsWith("--") && (!dialect.DashCommentNeedsSpace || rest.Length == 2 || rest[2] <= ' '))
            || (dialect.HasHashComments && rest[0] == '#'))
        {
            var line = rest.IndexOf('\n');
            var comment = line < 0 ? rest : rest[..(line + 1)];

            // Some servers end the comment at a carriage return, and run what comes after it.
            isExecutable = comment.TrimEnd("\r\n").Contains('\r');
            return start + comment.Length;
        }

        if (!rest.StartsWith("/*")) return 0;
        isExecutable = dialect.HasExecutableComments && (rest[2..].StartsWith("!") || rest[2..].StartsWith("M!", StringComparison.OrdinalIgnoreCase));
        var depth = 1;
        for (var i = 2; i + 1 < rest.Length; i++)
        {
            if (rest[i] == '*' && rest[i + 1] == '/')
            {
                if (--depth == 0) return start + i + 2;
                i++;
            }
            else if (dialect.CommentsNest && rest[i] == '/' && rest[i + 1] == '*')
            {
                depth++;
                i++;
            }
        }

        return sql.Length;
    }

    // 0 where nothing is quoted, and behind the end of the text for what is not closed.
    private static int QuotedEnd(string sql, int start, SqlDialect dialect) => sql[start] switch
    {
        '\'' or '"' => QuotedEnd(sql, start, sql[start], dialect.BackslashInQuotes.Contains(sql[start])),
        '`' when dialect.HasBackticks => QuotedEnd(sql, start, '`', hasBackslash: false),
        '[' when dialect.HasBrackets => QuotedEnd(sql, start, ']', hasBackslash: false),
        'e' or 'E' when dialect.HasEscapeStrings && sql.AsSpan(start + 1).StartsWith("'") =>
            QuotedEnd(sql, start + 1, '\'', hasBackslash: true),
        '$' when dialect.HasDollarQuotes => DollarQuotedEnd(sql, start),
        _ => 0,
    };

    private static int QuotedEnd(string sql, int start, char quote, bool hasBackslash)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (hasBackslash && sql[i] == '\\') i++;
            else if (sql[i] == quote && i + 1 < sql.Length && sql[i + 1] == quote) i++;
            else if (sql[i] == quote) return i + 1;
        }

        return sql.Length + 1;
    }

    private static int DollarQuotedEnd(string sql, int start)
    {
        var length = sql.AsSpan(start + 1).IndexOf('$');
        if (length < 0 || !sql.AsSpan(start + 1, length).ToString().All(c => char.IsAsciiLetter(c) || c == '_')) return 0;
        var tag = sql.AsSpan(start, length + 2);
        var end = sql.AsSpan(start + tag.Length).IndexOf(tag);
        return end < 0 ? sql.Length + 1 : start + end + (2 * tag.Length);
    }
}
