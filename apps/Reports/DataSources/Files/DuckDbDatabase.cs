using DuckDB.NET.Data;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// An in-memory database of DuckDB in which files are tables, and from which nothing else can be reached: no other file, no
/// network, no extension, no setting that would open them again.
/// </summary>
internal static class DuckDbDatabase
{
    private const string Memory = "256MB";
    private const string SpilledToDisk = "2GB";

    /// <summary>Opens it. To be called on a thread that may wait.</summary>
    public static void Open(DuckDBConnection connection, FetchedFiles files)
    {
        connection.Open();

        // One thread: the same rows come in the same order, and other runs have the other processors.
        Run(connection, "SET threads = 1");
        Run(connection, $"SET memory_limit = '{Memory}'");
        Run(connection, $"SET temp_directory = {Literal(Path.Combine(files.Folder, "spilled"))}");
        Run(connection, $"SET max_temp_directory_size = '{SpilledToDisk}'");
        Run(connection, "SET autoinstall_known_extensions = false");
        Run(connection, "SET autoload_known_extensions = false");
        Run(connection, "SET allow_community_extensions = false");
        Run(connection, "SET TimeZone = 'UTC'");

        // Before any file is looked at: what a tenant has written into it is read with no more rights than its query.
        // DuckDB looks for the log of a database beside it, where there is none.
        var paths = files.Files.SelectMany(file => file.File.Format == SourceFileFormat.Duckdb ? [file.Path, file.Path + ".wal"] : new[] { file.Path });
        Run(connection, $"SET allowed_paths = [{string.Join(", ", paths.Select(Literal))}]");
        Run(connection, "SET enable_external_access = false");
        foreach (var (file, path) in files.Files)
            Run(connection, Statement(connection, file, path));
        if (files.Files is [{ File: { Format: SourceFileFormat.Duckdb } alone }]) Run(connection, $"USE {Name(alone.Name)}");
        Run(connection, "SET lock_configuration = true");
    }

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // What a file's columns are is found out once, from all of its rows: a later row can't contradict, and no query looks again.
    private static string Statement(DuckDBConnection connection, SourceFile file, string path) => file.Format switch
    {
        SourceFileFormat.Csv => View(file, Csv(connection, path)),
        SourceFileFormat.Json => View(file, Json(connection, path, "auto")),
        SourceFileFormat.Ndjson => View(file, Json(connection, path, "newline_delimited")),
        SourceFileFormat.Parquet => View(file, $"FROM read_parquet({Literal(path)})"),
        SourceFileFormat.Duckdb => Attach(file, path),
        _ => throw SourceFileErrors.Invalid("A database of SQLite is read by a data source of that kind."),
    };

    private static string View(SourceFile file, string query) => $"CREATE VIEW {Name(file.Name)} AS {query}";

    private static string Attach(SourceFile file, string path) => $"ATTACH {Literal(path)} AS {Name(file.Name)} (READ_ONLY)";

    // Not the statement that sniff_csv offers: it holds names of columns as they are, and a name can be written to end it.
    private static string Csv(DuckDBConnection connection, string path)
    {
        var options = new List<string> { Literal(path), "auto_detect = false" };
        var columns = new List<string>();
        using var command = connection.CreateCommand();
        // Once for all of it: the whole file is read. Each row has a column, and the same dialect.
        command.CommandText = $"""
            SELECT Delimiter, Quote, Escape, Comment, SkipRows::VARCHAR, HasHeader::VARCHAR, DateFormat, TimestampFormat, c.name, c.type
            FROM (SELECT *, unnest(Columns) AS c FROM sniff_csv({Literal(path)}, sample_size = -1))
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (columns.Count == 0) options.AddRange(Dialect(column => reader.IsDBNull(column) ? null : reader.GetString(column)));
            columns.Add($"{Literal(reader.GetString(8))}: {Literal(reader.GetString(9))}");
        }

        options.Add($"columns = {{{string.Join(", ", columns)}}}");
        return $"FROM read_csv({string.Join(", ", options)})";
    }

    private static IEnumerable<string> Dialect(Func<int, string?> text)
    {
        foreach (var (name, column) in new[] { ("delim", 0), ("quote", 1), ("escape", 2), ("comment", 3) })
            yield return $"{name} = {Literal(text(column) is null or "(empty)" ? "" : text(column)!)}";
        yield return $"skip = {Literal(text(4)!)}::BIGINT";
        yield return $"header = {Literal(text(5)!)}::BOOLEAN";
        if (text(6) is { } date) yield return $"dateformat = {Literal(date)}";
        if (text(7) is { } time) yield return $"timestampformat = {Literal(time)}";
    }

    private static string Json(DuckDBConnection connection, string path, string format)
    {
        var columns = new List<string>();
        using var command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE FROM read_json({Literal(path)}, format = '{format}', sample_size = -1)";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            columns.Add($"{Name(reader.GetString(0))}: {Literal(reader.GetString(1))}");
        return $"FROM read_json({Literal(path)}, format = '{format}', columns = {{{string.Join(", ", columns)}}})";
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
