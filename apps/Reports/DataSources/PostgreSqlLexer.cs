namespace ReportScheduler.Reports.DataSources;

/// <summary>What a token is, as far as it matters here.</summary>
internal enum PostgreSqlTokenKind
{
    /// <summary>White space or a comment.</summary>
    Space,

    /// <summary>A key word or a name without quotes.</summary>
    Word,

    /// <summary><c>@</c> and a word that starts with a letter; an operator and a word, unless there is such a parameter.</summary>
    Parameter,

    /// <summary>A semicolon, the end of a statement.</summary>
    Semicolon,

    /// <summary>A literal, a quoted name, a number, or a part of an operator.</summary>
    Other,
}

/// <summary>A piece of a statement.</summary>
internal readonly record struct PostgreSqlToken(PostgreSqlTokenKind Kind, int Start, int End);

/// <summary>
/// Divides a statement into tokens as PostgreSQL does while <c>standard_conforming_strings</c> is on
/// (src/backend/parser/scan.l), so that what looks like a parameter within a literal or a comment is none.
/// </summary>
internal ref struct PostgreSqlLexer(string sql)
{
    private int _position;

    /// <returns>False at the end.</returns>
    public bool Read(out PostgreSqlToken token)
    {
        var start = _position;
        if (start == sql.Length)
        {
            token = default;
            return false;
        }

        var kind = Skip();
        token = new PostgreSqlToken(kind, start, _position);
        return true;
    }

    private readonly char Peek(int ahead = 0) => _position + ahead < sql.Length ? sql[_position + ahead] : '\0';

    private PostgreSqlTokenKind Skip()
    {
        var c = sql[_position++];
        switch (c)
        {
            case ' ' or '\t' or '\n' or '\r' or '\f' or '\v':
                return PostgreSqlTokenKind.Space;
            case '-' when Peek() == '-':
                SkipLine();
                return PostgreSqlTokenKind.Space;
            case '/' when Peek() == '*':
                SkipComment();
                return PostgreSqlTokenKind.Space;
            case ';':
                return PostgreSqlTokenKind.Semicolon;
            case '\'':
                SkipQuoted('\'');
                return PostgreSqlTokenKind.Other;
            case '"':
                SkipQuoted('"');
                return PostgreSqlTokenKind.Other;
            case 'e' or 'E' when Peek() == '\'':
                SkipEscaped();
                return PostgreSqlTokenKind.Other;
            case '$':
                SkipDollarQuoted();
                return PostgreSqlTokenKind.Other;
            case '@' when char.IsAsciiLetter(Peek()) && !(_position >= 2 && sql[_position - 2] == '@'):
                SkipWord();
                return PostgreSqlTokenKind.Parameter;
            default:
                if (!StartsWord(c)) return PostgreSqlTokenKind.Other;
                SkipWord();
                return PostgreSqlTokenKind.Word;
        }
    }

    private void SkipWord()
    {
        while (ContinuesWord(Peek())) _position++;
    }

    private void SkipLine()
    {
        while (_position < sql.Length && sql[_position] is not ('\n' or '\r')) _position++;
    }

    private void SkipComment()
    {
        _position++;
        for (var depth = 1; depth > 0 && _position < sql.Length; _position++)
        {
            var next = Peek(1);
            if (sql[_position] == '*' && next == '/') depth--;
            else if (sql[_position] == '/' && next == '*') depth++;
            else continue;
            _position++;
        }
    }

    // A doubled quote ends one part and begins the next, which comes to the same.
    private void SkipQuoted(char quote)
    {
        var end = sql.IndexOf(quote, _position);
        _position = end < 0 ? sql.Length : end + 1;
    }

    // A literal that goes on in another line keeps its escapes there.
    private void SkipEscaped()
    {
        do
        {
            _position++;
            while (_position < sql.Length && sql[_position] != '\'')
                _position += sql[_position] == '\\' ? 2 : 1;
            _position = Math.Min(_position + 1, sql.Length);
        }
        while (SkipToContinuation());
    }

    private bool SkipToContinuation()
    {
        if (Peek() == '\'' && _position < sql.Length) return true;
        var (start, sawLineEnd) = (_position, false);
        for (; _position < sql.Length; _position++)
        {
            if (sql[_position] == '-' && Peek(1) == '-') SkipLine();
            if (Peek() is '\n' or '\r') sawLineEnd = true;
            else if (Peek() is not (' ' or '\t' or '\f' or '\v')) break;
        }

        if (sawLineEnd && Peek() == '\'') return true;
        _position = start;
        return false;
    }

    private void SkipDollarQuoted()
    {
        var start = _position - 1;
        var end = _position;
        while (end < sql.Length && ContinuesWord(sql[end]) && sql[end] != '$') end++;
        if (end == sql.Length || sql[end] != '$' || char.IsAsciiDigit(sql[_position])) return;
        var tag = sql.AsSpan(start, end + 1 - start);
        var close = sql.AsSpan(end + 1).IndexOf(tag, StringComparison.Ordinal);
        _position = close < 0 ? sql.Length : end + 1 + close + tag.Length;
    }

    private static bool StartsWord(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    private static bool ContinuesWord(char c) => StartsWord(c) || char.IsAsciiDigit(c) || c == '$';
}
