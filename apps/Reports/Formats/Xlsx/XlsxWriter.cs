using System.Buffers;
using System.Globalization;
using System.Text;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Writes an Excel workbook (ECMA-376, transitional): a sheet for each section, and further ones, <c>Name (2)</c> and so on, where
/// a section has more rows than a sheet takes.
/// </summary>
/// <remarks>
/// Cells have types: numbers, truth values, dates and times (instants in the document's zone, as local wall time), intervals
/// without months as durations. What a spreadsheet can't hold as it is becomes text instead of something else: numbers of more
/// than 15 digits, NaN and the infinities, times before 1900-03-01, other intervals; UUIDs, JSON and bytes too. A text of more
/// than 32,767 characters is cut, and ends with <c>... [cut]</c>. No formula is ever written. Memory does not depend on the number of rows: texts lie in their cells, there is no table of shared strings.
/// </remarks>
public sealed class XlsxWriter : ReportWriter
{
    /// <summary>MIME type of the content.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private readonly DocumentHead _head;
    private readonly XlsxLimits _limits;
    private readonly XlsxPackage _package;
    private readonly LocalClock _clock;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * SheetRows.FullAt);
    private readonly XlsxStyles _styles = new();
    private readonly SheetNames _names = new();
    private readonly List<WrittenSheet> _sheets = [];

    private string _section = "";
    private SheetColumn[] _columns = [];
    private SheetRows? _rows;
    private int[]? _widths;
    private long _sheetBytes;

    /// <param name="output">Takes blocks of about 128 KiB, from the first byte to the last; not closed.</param>
    /// <param name="head">What is told of the whole file.</param>
    public XlsxWriter(Stream output, DocumentHead head)
        : this(output, head, XlsxLimits.Default)
    {
    }

    internal XlsxWriter(Stream output, DocumentHead head, XlsxLimits limits)
    {
        (_head, _limits) = (head, limits);
        _package = new XlsxPackage(output);
        _clock = new LocalClock(head.TimeZone);
    }

    /// <inheritdoc/>
    /// <exception cref="ReportException"><see cref="ReportErrors.ColumnLimitExceeded"/>: more columns than a sheet has.</exception>
    public override async ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        _section = section.Name;
        _columns = SheetColumn.Create(section, _styles, _clock);
        if (_columns.Length > XlsxLimits.MaxColumns)
            throw new ReportException(ReportErrors.ColumnLimitExceeded, $"A sheet has at most {XlsxLimits.MaxColumns} columns: select fewer.");
        _rows = new SheetRows(_columns, new TextCells(ColumnType.Text, XlsxStyles.Header, _clock), _buffer);
        _widths = null;
        if (_sheets.Count > 0) return;
        await _package.AddPartAsync("[Content_Types].xml", WorkbookXml.ContentTypes, cancellationToken);
        await _package.AddPartAsync("_rels/.rels", WorkbookXml.Relationships, cancellationToken);
        await _package.AddPartAsync("docProps/core.xml", WorkbookXml.CoreProperties(_head), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        if (_columns.Length == 0 || rows.RowCount == 0) return;
        if (_widths is null) await BeginSheetAsync(rows, cancellationToken);
        while (!_rows!.Write(rows, MaxRows))
        {
            await FlushAsync(cancellationToken);
            if (!_rows.IsBetweenRows || _rows.Count < MaxRows) continue;
            await EndSheetAsync(cancellationToken);
            await BeginSheetAsync(rows, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndSectionAsync(CancellationToken cancellationToken)
    {
        if (_widths is null) await BeginSheetAsync(sample: null, cancellationToken);
        await EndSheetAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _package.AddPartAsync("xl/styles.xml", _styles.ToXml(), cancellationToken);
        await _package.AddPartAsync("xl/workbook.xml", WorkbookXml.Workbook(_sheets), cancellationToken);
        await _package.AddPartAsync("xl/_rels/workbook.xml.rels", WorkbookXml.WorkbookRelationships(_sheets.Count), cancellationToken);
        await _package.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _package.DisposeAsync();
        await base.DisposeAsync();
    }

    // A sheet that is full of bytes ends with the row that is being written.
    private int MaxRows => _sheetBytes < _limits.Bytes ? _limits.Rows : _rows!.Count;

    private async ValueTask BeginSheetAsync(RowBatch? sample, CancellationToken cancellationToken)
    {
        _widths ??= [.. _columns.Select(column => ColumnWidths.Measure(column, sample))];
        await _package.BeginPartAsync(WorkbookXml.SheetPart(_sheets.Count + 1), cancellationToken);
        _sheetBytes = 0;
        Append(SheetXml.Start(_widths, isFirst: _sheets.Count == 0));
        if (_columns.Length > 0) _rows!.BeginSheet();
    }

    private async ValueTask EndSheetAsync(CancellationToken cancellationToken)
    {
        var range = _columns.Length == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"A1:{SheetXml.Letters(_columns.Length)}{_rows!.Count}");
        Append(SheetXml.End(range, _head.Output.Page));
        await FlushAsync(cancellationToken);
        await _package.EndPartAsync();
        _sheets.Add(new WrittenSheet(_names.Take(_section), _columns.Length, _rows!.Count));
    }

    private void Append(string xml) => Encoding.UTF8.GetBytes(xml, _buffer);

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _sheetBytes += _buffer.WrittenCount;
        await _package.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
