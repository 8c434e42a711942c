using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Json;

/// <summary>
/// Writes one table as newline-delimited JSON: an object on each line, as <see cref="JsonReportWriter"/> writes it, and a line feed
/// after it. A file holds one section.
/// </summary>
/// <param name="output">Takes blocks of about 64 KiB; not closed.</param>
public sealed class NdjsonWriter(Stream output) : ReportWriter
{
    private readonly JsonBuffer _buffer = new(output);
    private JsonRows? _section;

    /// <inheritdoc/>
    public override ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        if (_section is not null) throw new InvalidOperationException("A file of this format holds one section.");
        _section = new JsonRows(section.Columns, _buffer);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            await _section!.WriteAsync(rows, row, before: default, cancellationToken);
            _buffer.Write("\n"u8);
        }
    }

    /// <inheritdoc/>
    public override ValueTask EndSectionAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => _buffer.FlushAsync(cancellationToken);
}
