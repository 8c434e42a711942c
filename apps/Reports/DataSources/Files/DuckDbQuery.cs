using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources.Ado;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>A tenant's statement as DuckDB runs it: always as the source of a SELECT of ours, where nothing but a query may stand.</summary>
internal static class DuckDbQuery
{
    private static readonly string[] Queries = ["SELECT", "WITH", "FROM", "VALUES", "TABLE"];
    private static readonly string[] Listings = ["DESCRIBE", "SHOW", "SUMMARIZE"];

    // Functions that are no queries: one writes logs, even on this process's output, the others run a text.
    private static readonly string[] Refused = ["enable_logging", "query", "query_table"];

    /// <exception cref="ReportException">Not one query.</exception>
    public static SqlStatement Check(SourceQuery query)
    {
        var sql = query.Sql;
        var tokens = SqlLexer.Tokens(sql, SqlDialect.DuckDb);
        if (!StartsWith(sql, tokens, Queries) && !StartsWith(sql, tokens, Listings)) throw SourceErrors.ReadOnly();
        var statement = SqlStatement.Of(query, SqlDialect.DuckDb);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var name = sql.Substring(tokens[i].Start, tokens[i].Length).Trim('"');
            if (tokens[i + 1].Is(sql, "(") && Refused.Contains(name, StringComparer.OrdinalIgnoreCase)) throw SourceErrors.ReadOnly();
        }

        return statement;
    }

    private static bool StartsWith(string sql, List<SqlToken> tokens, string[] words) =>
        tokens.Find(token => !token.Is(sql, "(")) is { Length: > 0 } first && Array.Exists(words, word => first.Is(sql, word));

    /// <summary>Starts the query. To be called on a thread that may wait.</summary>
    public static (DuckDBDataReader Reader, AdoColumn[] Columns) Execute(DuckDBConnection connection, SqlStatement statement)
    {
        RefuseSeveralStatements(connection, statement.Text);
        var columns = Describe(connection, statement);
        var names = Enumerable.Range(0, columns.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}")).ToArray();
        var projections = columns.Select((column, i) => string.Format(CultureInfo.InvariantCulture, column.Projection, names[i]));
        var text = $"SELECT {string.Join(", ", projections)} FROM (\n{statement.Text}\n) AS q({string.Join(", ", names)})";
        var command = Command(connection, text, statement.Parameters);
        command.UseStreamingMode = true;
        return (command.ExecuteReader(), [.. columns.Select(column => column.Column)]);
    }

    /// <summary>DuckDB's plan of the query, as text. To be called on a thread that may wait.</summary>
    public static string Explain(DuckDBConnection connection, SqlStatement statement)
    {
        RefuseSeveralStatements(connection, statement.Text);
        using var command = Command(connection, $"EXPLAIN SELECT * FROM (\n{statement.Text}\n)", statement.Parameters);
        using var reader = command.ExecuteReader();
        return reader.Read() ? reader.GetString(1) : "";
    }

    private static List<DuckDbColumn> Describe(DuckDBConnection connection, SqlStatement statement)
    {
        // Names of columns are as the query gives them only when it is described itself, which a listing cannot be.
        var isListing = StartsWith(statement.Text, SqlLexer.Tokens(statement.Text, SqlDialect.DuckDb), Listings);
        var text = isListing ? $"DESCRIBE SELECT * FROM (\n{statement.Text}\n)" : $"DESCRIBE {statement.Text}";
        using var command = Command(connection, text, statement.Parameters);
        using var reader = command.ExecuteReader();
        var columns = new List<DuckDbColumn>();
        while (reader.Read())
            columns.Add(DuckDbColumn.Of(reader.GetString(0), reader.GetString(1)));
        return columns;
    }

    // By DuckDB's own parser. What it takes for one statement cannot close our parenthesis and begin another.
    private static void RefuseSeveralStatements(DuckDBConnection connection, string text)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, text, out var statements);
        using (statements)
        {
            if (count == 0)
                throw SourceErrors.Failed(NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements));
            if (count > 1)
                throw SourceErrors.SeveralStatements();
        }
    }

    private static DuckDBCommand Command(DuckDBConnection connection, string text, IReadOnlyList<BoundParameter> parameters)
    {
        var command = new DuckDBCommand(text, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new DuckDBParameter(parameter.Name, parameter.Value is DateTimeOffset moment ? moment.UtcDateTime : parameter.Value));
        return command;
    }
}
