using System.IO.Compression;
using System.Text;
using ExcelDataReader;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Xlsx;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

/// <summary>A section and the batches of its rows.</summary>
internal sealed record XlsxSection(string Name, RowColumn[] Columns, ColumnFormat[] Formats, RowBatch[] Batches)
{
    public static XlsxSection Create(string name, RowColumn[] columns, params RowBatch[] batches) =>
        new(name, columns, [.. columns.Select(column => new ColumnFormat(column.Name))], batches);

    /// <summary>A section of one column.</summary>
    public static XlsxSection Create(ColumnType type, ColumnFormat? format, Action<RowBatch> addRows)
    {
        var batch = new RowBatch(1);
        addRows(batch);
        return new XlsxSection("Report", [new RowColumn("c", type)], [format ?? new ColumnFormat("c")], [batch]);
    }
}

/// <summary>A workbook that was written, and ways to look into it.</summary>
internal sealed record XlsxFile(byte[] Bytes)
{
    public static readonly DocumentHead Head = new(
        "Orders", "All of them.", new DateTimeOffset(2026, 1, 31, 7, 0, 0, TimeSpan.FromHours(1)), "Europe/Berlin", ReportOutput.Default);

    public static async Task<XlsxFile> WriteAsync(
        IEnumerable<XlsxSection> sections, DocumentHead? head = null, XlsxLimits? limits = null)
    {
        var output = new ForwardStream();
        var writer = new XlsxWriter(output, head ?? Head, limits ?? XlsxLimits.Default);
        await using (writer)
        {
            foreach (var section in sections)
            {
                await writer.BeginSectionAsync(new SectionHead(section.Name, section.Columns, section.Formats, null), Cancellation);
                foreach (var batch in section.Batches)
                    await writer.WriteRowsAsync(batch, Cancellation);
                await writer.EndSectionAsync(Cancellation);
            }

            await writer.CompleteAsync(Cancellation);
        }

        return new XlsxFile(output.ToArray());
    }

    public static Task<XlsxFile> WriteAsync(params XlsxSection[] sections) => WriteAsync((IEnumerable<XlsxSection>)sections);

    /// <summary>The parts and their XML, in the order of the file.</summary>
    public IReadOnlyList<(string Name, string Xml)> Parts()
    {
        using var zip = new ZipArchive(new MemoryStream(Bytes));
        return [.. zip.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            return (entry.FullName, reader.ReadToEnd());
        })];
    }

    public string Part(string name) => Parts().Single(part => part.Name == name).Xml;

    /// <summary>XML of the cells of a row of the first sheet; the header is row 1.</summary>
    public string Cells(int row)
    {
        var xml = Part("xl/worksheets/sheet1.xml");
        var start = xml.IndexOf($"<row r=\"{row}\">", StringComparison.Ordinal);
        start = xml.IndexOf('>', start) + 1;
        return xml[start..xml.IndexOf("</row>", start, StringComparison.Ordinal)];
    }

    /// <summary>Sheets as ExcelDataReader has them.</summary>
    public IReadOnlyList<(string Name, object?[][] Rows)> Read()
    {
        // The reader asks for an encoding of old files even where it does not need it.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(Bytes));
        var sheets = new List<(string, object?[][])>();
        do
        {
            var rows = new List<object?[]>();
            while (reader.Read())
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
            sheets.Add((reader.Name, [.. rows]));
        }
        while (reader.NextResult());
        return sheets;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
