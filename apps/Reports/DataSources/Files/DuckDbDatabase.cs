using System.Globalization;
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

        var isAlone = files.Files is [{ File.Format: SourceFileFormat.Duckdb }];
        foreach (var (file, path) in files.Files)
        {
            foreach (var statement in Statements(connection, file, path, isAlone))
                Run(connection, statement);
        }

        Run(connection, $"SET allowed_paths = [{string.Join(", ", files.Files.Select(file => Literal(file.Path)))}]");
        Run(connection, "SET enable_external_access = false");
        Run(connection, "SET lock_configuration = true");
    }

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // What a file's columns are is found out once, from all of its rows: a later row can't contradict, and no query looks again.
    private static IEnumerable<string> Statements(DuckDBConnection connection, SourceFile file, string path, bool isAlone) => file.Format switch
    {
        SourceFileFormat.Csv => [View(file, Scalar(connection, $"SELECT Prompt FROM sniff_csv({Literal(path)}, sample_size = -1)"))],
        SourceFileFormat.Json => [View(file, Json(connection, path, "auto"))],
        SourceFileFormat.Ndjson => [View(file, Json(connection, path, "newline_delimited"))],
        SourceFileFormat.Parquet => [View(file, $"FROM read_parquet({Literal(path)})")],
        SourceFileFormat.Duckdb when isAlone => [Attach(file, path), $"USE {Name(file.Name)}"],
        SourceFileFormat.Duckdb => [Attach(file, path)],
        _ => throw SourceFileErrors.Invalid("A database of SQLite is read by a data source of that kind."),
    };

    private static string View(SourceFile file, string query) => $"CREATE VIEW {Name(file.Name)} AS {query}";

    private static string Attach(SourceFile file, string path) => $"ATTACH {Literal(path)} AS {Name(file.Name)} (READ_ONLY)";

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

    private static string Scalar(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
