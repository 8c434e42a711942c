using ReportScheduler.Reports.DataSources.Ado;

namespace ReportScheduler.Reports.DataSources.MySql;

/// <summary>
/// Refuses what a read-only transaction of MySQL does not stop: statements that end it, files written or read on the server
/// (<c>INTO OUTFILE</c>, <c>LOAD_FILE</c>), and comments that the server runs, in which all that could hide.
/// </summary>
internal static class MySqlStatement
{
    private static readonly string[] FirstWords = ["SELECT", "WITH", "TABLE", "VALUES", "SHOW", "DESCRIBE", "DESC", "EXPLAIN"];

    // INTO is reserved: as a name it must be quoted, and is no longer this word then.
    private const string Into = "INTO";

    // A function, also when its name is quoted. The server finds functions by names that differ in nothing but case.
    private const string LoadFile = "LOAD_FILE";

    /// <param name="hasAnsiQuotes">
    /// True if the server takes <c>"…"</c> for names. The client's library, which splits statements, always takes it for strings.
    /// </param>
    /// <exception cref="ReportException">Not one query that only reads.</exception>
    public static SqlStatement Of(SourceQuery query, bool hasAnsiQuotes)
    {
        if (hasAnsiQuotes) Check(query, SqlDialect.MySqlAnsiQuotes);
        return Check(query, SqlDialect.MySql);
    }

    private static SqlStatement Check(SourceQuery query, SqlDialect dialect)
    {
        var sql = query.Sql;
        var tokens = SqlLexer.Tokens(sql, dialect);
        if (tokens.Exists(token => token.Kind == SqlTokenKind.ExecutableComment))
            throw new ReportException(ReportErrors.SourceReadOnly, "Comments that the server runs (/*! … */) are not allowed.");

        var first = tokens.FindIndex(token => !token.Is(sql, "("));
        if (first < 0 || !Array.Exists(FirstWords, word => tokens[first].Is(sql, word))) throw SourceErrors.ReadOnly();
        if (tokens.Exists(token => token.Is(sql, Into) || token.IsName(sql, LoadFile, dialect))) throw SourceErrors.ReadOnly();
        if (tokens.Exists(token => IsUserVariable(sql, token) || token.Is(sql, "?")))
            throw SourceErrors.Failed("Write parameters as @name: neither ? nor variables of the session are allowed.");
        return SqlStatement.Of(query, dialect);
    }

    private static bool IsUserVariable(string sql, SqlToken token) =>
        token.Is(sql, "@") && token.Start + 1 < sql.Length && sql[token.Start + 1] is '\'' or '"' or '`';
}
