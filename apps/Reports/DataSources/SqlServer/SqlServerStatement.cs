using ReportScheduler.Reports.DataSources.Ado;

namespace ReportScheduler.Reports.DataSources.SqlServer;

/// <summary>
/// Refuses every statement of Transact-SQL but one SELECT. Statements need no semicolon between them there, and SQL Server has no
/// read-only transactions: so words that start or mark any other statement are refused wherever they stand outside of strings,
/// comments and quoted names. All are reserved, so no name is hit. Only a role that may do nothing but read makes it certain.
/// </summary>
internal static class SqlServerStatement
{
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "ALTER", "BACKUP", "BEGIN", "BULK", "CHECKPOINT", "CLOSE", "COMMIT", "CREATE", "DBCC", "DEALLOCATE", "DECLARE", "DELETE", "DENY",
        "DROP", "DUMP", "EXEC", "EXECUTE", "GO", "GOTO", "GRANT", "IF", "INSERT", "INTO", "KILL", "LOAD", "MERGE", "OPEN", "OPENDATASOURCE",
        "OPENQUERY", "OPENROWSET", "PRINT", "RAISERROR", "READTEXT", "RECONFIGURE", "RESTORE", "RETURN", "REVERT", "REVOKE", "ROLLBACK",
        "SAVE", "SET", "SETUSER", "SHUTDOWN", "THROW", "TRUNCATE", "UPDATE", "UPDATETEXT", "USE", "WAITFOR", "WHILE", "WRITETEXT",
    };

    // The same words in hints: INNER MERGE JOIN, OPTION (MERGE UNION, USE HINT ('…')).
    private static readonly (string Word, string[] Next)[] Hints = [("MERGE", ["JOIN", "UNION"]), ("USE", ["HINT", "PLAN"])];

    private static readonly string[] SetOperators = ["UNION", "ALL", "EXCEPT", "INTERSECT"];

    /// <exception cref="ReportException">Not one query that only reads.</exception>
    public static SqlStatement Of(SourceQuery query)
    {
        var sql = query.Sql;
        var tokens = SqlLexer.Tokens(sql, SqlDialect.SqlServer);
        var first = tokens.FindIndex(token => !token.Is(sql, "("));
        if (first < 0 || !(tokens[first].Is(sql, "SELECT") || tokens[first].Is(sql, "WITH"))) throw SourceErrors.ReadOnly();
        var statement = SqlStatement.Of(query, SqlDialect.SqlServer);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == SqlTokenKind.ExecutableComment || IsRefused(sql, tokens, i)) throw SourceErrors.ReadOnly();
        }

        if (CountSelects(sql, tokens) != 1) throw SourceErrors.SeveralStatements();
        return statement;
    }

    private static bool IsRefused(string sql, List<SqlToken> tokens, int i)
    {
        var token = tokens[i];
        if (token.Kind != SqlTokenKind.Word) return false;
        if (token.Is(sql, "NEXT")) return NextIs(sql, tokens, i, "VALUE"); // of a sequence, which it changes
        return Refused.Contains(token.Text(sql).ToString())
            && !Array.Exists(Hints, hint => token.Is(sql, hint.Word) && Array.Exists(hint.Next, next => NextIs(sql, tokens, i, next)));
    }

    private static bool NextIs(string sql, List<SqlToken> tokens, int i, string word) => i + 1 < tokens.Count && tokens[i + 1].Is(sql, word);

    // Queries of a set operation count as one.
    private static int CountSelects(string sql, List<SqlToken> tokens)
    {
        var (count, depth) = (0, 0);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is(sql, "(")) depth++;
            else if (tokens[i].Is(sql, ")")) depth--;
            else if (depth == 0 && tokens[i].Is(sql, "SELECT") && !(i > 0 && Array.Exists(SetOperators, word => tokens[i - 1].Is(sql, word)))) count++;
        }

        return count == 0 && tokens[0].Is(sql, "(") ? 1 : count;
    }
}
