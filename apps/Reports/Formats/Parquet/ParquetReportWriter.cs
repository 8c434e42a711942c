using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>
/// Writes one table as Apache Parquet, forward only: pages of the first version, encoded PLAIN, compressed with Snappy. A file holds
/// one section of at least one column. All columns may be null; their names are different, whatever the case of their letters, by <c>_2</c>, <c>_3</c>.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>Integer</term><description>INT64, whatever the size.</description></item>
/// <item><term>Float</term><description>DOUBLE, whatever the size; NaN and the infinities included.</description></item>
/// <item><term>Decimal</term><description>DECIMAL(38, s); s by the first row group, see <see cref="ParquetDecimals.ScaleOf"/>. A later
/// number that does not fit exactly ends the file with <see cref="ReportErrors.ValueNotInFormat"/>. Where numbers of the first row
/// group fit no decimal, the column is text.</description></item>
/// <item><term>Date, Time, Timestamp, Instant</term><description>DATE, TIME and TIMESTAMP of microseconds; instants are adjusted to
/// UTC. The infinities end the file with <see cref="ReportErrors.ValueNotInFormat"/>.</description></item>
/// <item><term>Uuid, Json, Text, Binary</term><description>UUID, JSON, STRING, bytes. What is no UTF-8 becomes
/// U+FFFD, what is no JSON a JSON string.</description></item>
/// <item><term>Interval</term><description>STRING, an ISO 8601 duration: Parquet's own has neither signs nor microseconds.</description></item>
/// </list>
/// </remarks>
/// <param name="output">Takes blocks of up to 64 KiB; not closed.</param>
public sealed class ParquetReportWriter(Stream output) : ReportWriter
{
    /// <summary>Rows of a row group: enough to compress well, few enough that readers find work for several cores.</summary>
    internal const int MaxGroupRows = 120 * 1024;

    /// <summary>Bytes of a row group that are held until it ends; a batch may add to it.</summary>
    internal const int MaxGroupBytes = 16 * 1024 * 1024;

    private const int BlockSize = 64 * 1024;

    private readonly List<ParquetRowGroup> _groups = [];
    private ParquetColumn[]? _columns;
    private long _groupRows;
    private long _position;

    /// <inheritdoc/>
    public override ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        if (_columns is not null) throw new InvalidOperationException("A file of this format holds one section.");
        if (section.Columns.Count == 0)
            throw new ReportException(ReportErrors.ValueNotInFormat, "A Parquet file needs at least one column: select one.");
        _columns = [.. UniqueNames.Of(section.Columns, StringComparer.OrdinalIgnoreCase).Zip(
            section.Columns, (name, column) => new ParquetColumn(name, column.Type))];
        return WriteAsync("PAR1"u8.ToArray(), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        var buffered = 0L;
        for (var i = 0; i < _columns!.Length; i++)
        {
            _columns[i].Append(rows, i);
            buffered += _columns[i].Buffered;
        }

        _groupRows += rows.RowCount;
        return _groupRows >= MaxGroupRows || buffered >= MaxGroupBytes ? EndGroupAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask EndSectionAsync(CancellationToken cancellationToken)
    {
        foreach (var column in _columns!)
            column.Decide();
        return EndGroupAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) =>
        WriteAsync(ParquetFooter.Format(_columns!, _groups), cancellationToken);

    private async ValueTask EndGroupAsync(CancellationToken cancellationToken)
    {
        if (_groupRows == 0) return;
        var chunks = new List<ParquetChunk>(_columns!.Length);
        foreach (var column in _columns)
        {
            chunks.Add(column.EndChunk(_position));
            await WriteAsync(column.Pages, cancellationToken);
            column.Reset(maxBytes: 2 * MaxGroupBytes / _columns.Length);
        }

        _groups.Add(new ParquetRowGroup(_groupRows, chunks));
        _groupRows = 0;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (; bytes.Length > 0; bytes = bytes[Math.Min(BlockSize, bytes.Length)..])
        {
            var block = bytes[..Math.Min(BlockSize, bytes.Length)];
            await output.WriteAsync(block, cancellationToken);
            _position += block.Length;
        }
    }
}
