using DuckDB.NET.Data;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>A Parquet file as DuckDB reads it.</summary>
internal sealed class DuckDbTable : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.parquet");
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDbTable(byte[] parquet)
    {
        File.WriteAllBytes(_path, parquet);
        _connection.Open();
    }

    /// <summary>All rows of a query; <c>{file}</c> stands for the file.</summary>
    public List<object?[]> Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql.Replace("{file}", $"'{_path}'", StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    /// <summary>The columns and their types.</summary>
    public IEnumerable<(string Name, string Type)> Columns() =>
        Query("DESCRIBE SELECT * FROM {file}").Select(row => ((string)row[0]!, (string)row[1]!));

    public void Dispose()
    {
        _connection.Dispose();
        File.Delete(_path);
    }
}
