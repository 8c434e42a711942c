using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources;

/// <summary>PostgreSQL by its texts: every column but booleans is <see cref="ColumnType.Text"/>.</summary>
public sealed class PostgreSqlTextDriver(PostgreSqlSource source) : SourceDriver
{
    /// <inheritdoc/>
    public override DataSourceKind Kind => DataSourceKind.Postgresql;

    /// <inheritdoc/>
    public override Task<SourceTestResult> TestAsync(SourceSettings settings, CancellationToken cancellationToken) =>
        source.TestAsync(Of(settings), cancellationToken);

    /// <inheritdoc/>
    public override async Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken) =>
        new TextRows(await source.ExecuteAsync(Of(settings), query, cancellationToken));

    /// <summary>What the source takes.</summary>
    public static PostgreSqlSourceSettings Of(SourceSettings settings) => new(
        settings.Host ?? "", settings.Port, settings.Database ?? "", settings.Username ?? "", settings.Password ?? "", settings.SslMode);

    private sealed class TextRows(QueryResult result) : RowReader
    {
        public override IReadOnlyList<RowColumn> Columns { get; } =
            [.. result.Columns.Select(column => new RowColumn(column.Name, column.Kind == ColumnKind.Boolean ? ColumnType.Boolean : ColumnType.Text))];

        public override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
        {
            batch.Clear();
            while (!batch.IsFull && await result.ReadAsync(cancellationToken))
            {
                for (var i = 0; i < Columns.Count; i++)
                {
                    await using var cell = await result.OpenCellAsync(i, cancellationToken);
                    if (cell is null)
                    {
                        batch.AddNull();
                        continue;
                    }

                    using var text = new StreamReader(cell, Encoding.UTF8);
                    var value = await text.ReadToEndAsync(cancellationToken);
                    if (Columns[i].Type == ColumnType.Boolean) batch.AddBoolean(value == "t");
                    else batch.AddText(value);
                }
            }

            return batch.RowCount > 0;
        }

        public override ValueTask DisposeAsync() => result.DisposeAsync();
    }
}
