using System.Data;
using System.Text;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>Rows in memory, as a source would give them.</summary>
internal sealed class CellTable : IDisposable
{
    private readonly DataTable _table = new();
    private readonly ResultColumn[] _columns;

    public CellTable(ResultColumn[] columns, IEnumerable<string?[]> rows)
    {
        _columns = columns;
        for (var i = 0; i < columns.Length; i++)
            _table.Columns.Add($"{i}", typeof(byte[]));
        foreach (var row in rows)
            _table.Rows.Add([.. row.Select(cell => cell is null ? (object)DBNull.Value : Encoding.UTF8.GetBytes(cell))]);
    }

    public void Dispose() => _table.Dispose();

    public async Task<(string Csv, long Rows)> WriteAsync(CsvOptions csv, long maxRows, CancellationToken cancellationToken)
    {
        await using var result = new QueryResult(_table.CreateDataReader(), _columns);
        using var output = new MemoryStream();
        var rows = await new CsvWriter(output, csv).WriteAsync(result, maxRows, null, cancellationToken);
        return (Encoding.UTF8.GetString(output.ToArray()), rows);
    }
}
