using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>All rows of a query, as texts.</summary>
internal sealed record DriverRows(IReadOnlyList<RowColumn> Columns, IReadOnlyList<string?[]> Rows)
{
    public static async Task<DriverRows> OfAsync(SourceDriver driver, SourceSettings settings, SourceQuery query)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var reader = await driver.ExecuteAsync(settings, query, cancellation);
        var rows = new List<string?[]>();
        var batch = new RowBatch(reader.Columns.Count);
        while (await reader.ReadAsync(batch, cancellation))
        {
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add([.. reader.Columns.Select((column, i) => batch.TryGetCell(row, i, out var cell) ? CellText.ToString(column.Type, cell) : null)]);
        }

        return new DriverRows(reader.Columns, rows);
    }

    public static SourceQuery Query(string sql, params BoundParameter[] parameters) => new(sql, parameters, TimeSpan.FromMinutes(1));

    /// <summary>The type and the text of the only row's cell.</summary>
    public (ColumnType Type, string? Text) Cell(int column = 0) => (Columns[column].Type, Rows.Should().ContainSingle().Which[column]);
}
