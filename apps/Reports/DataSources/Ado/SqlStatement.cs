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

        var end = tokens.Max(token => token.Start + token.Length);
        var text = new StringBuilder();
        var used = new Dictionary<string, BoundParameter>(StringComparer.OrdinalIgnoreCase);
        var copied = 0;
        foreach (var token in tokens.Where(token => token.Kind == SqlTokenKind.Parameter))
        {
            text.Append(sql, copied, token.Start - copied);
            copied = token.Start + token.Length;
            var name = sql[(token.Start + 1)..copied];
            var parameter = query.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw SourceErrors.Failed($"The query uses @{name}, but has no parameter of this name.");
            AppendParameter(text, parameter, used, dialect);
        }

        return new SqlStatement(text.Append(sql, copied, end - copied).ToString(), [.. used.Values]);
    }

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
