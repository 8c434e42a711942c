using System.Text;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Json;

/// <summary>
/// Writes a report as JSON (RFC 8259, UTF-8): an array of objects, one for each row; for a report of several sections an object
/// with such an array as a member for each section's name.
/// </summary>
/// <remarks>
/// Members have the names of the result's columns, not their labels, made different by <c>_2</c>, <c>_3</c>. Integers and decimals
/// are numbers with all their digits, floating-point numbers the shortest that is read as the same, NaN and the infinities the
/// strings <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>, dates and times strings as <see cref="CellText"/> has them, bytes
/// strings of <c>\x</c> and hex, and JSON columns values as they are, on one line; a cell of theirs that is no JSON is a string.
/// </remarks>
/// <param name="output">Takes blocks of about 64 KiB; not closed.</param>
/// <param name="head">Tells whether there are several sections.</param>
public sealed class JsonReportWriter(Stream output, DocumentHead head) : ReportWriter
{
    private readonly JsonBuffer _buffer = new(output);
    private readonly HashSet<string> _names = [];
    private JsonRows? _section;
    private bool _hasRows;

    private bool HasSections => head.Output.Sections.Count > 0;

    /// <inheritdoc/>
    public override ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        if (HasSections)
        {
            _buffer.Write(_names.Count == 0 ? "{\n"u8 : ",\n"u8);
            _buffer.Write(JsonText.Quote(Encoding.UTF8.GetBytes(UniqueNames.Add(section.Name, _names))));
            _buffer.Write(":"u8);
        }

        _buffer.Write("["u8);
        _section = new JsonRows(section.Columns, _buffer);
        _hasRows = false;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            await _section!.WriteAsync(rows, row, before: _hasRows ? ",\n"u8 : "\n"u8, cancellationToken);
            _hasRows = true;
        }
    }

    /// <inheritdoc/>
    public override ValueTask EndSectionAsync(CancellationToken cancellationToken)
    {
        _buffer.Write(_hasRows ? "\n]"u8 : "]"u8);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _buffer.Write(HasSections ? "\n}\n"u8 : "\n"u8);
        return _buffer.FlushAsync(cancellationToken);
    }
}
