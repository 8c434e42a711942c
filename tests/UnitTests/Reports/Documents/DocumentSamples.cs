using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Html;
using ReportScheduler.Reports.Formats.Pdf;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Documents;

/// <summary>A section with a way to write its rows.</summary>
internal sealed record SampleSection(SectionHead Head, int Rows, Action<RowBatch, int> AddRow);

/// <summary>Documents made from rows in memory.</summary>
internal static class DocumentSamples
{
    public static readonly DateTimeOffset AsOf = new(2026, 1, 31, 6, 0, 0, TimeSpan.Zero);

    public static DocumentHead Head(string title = "Weekly sales", string? introduction = null, string locale = "en-US", bool landscape = false) =>
        new(title, introduction, AsOf, "Europe/Berlin", new ReportOutput { Locale = locale, Page = new(PaperSize.A4, landscape) });

    public static SectionHead Section(string name, ReportChart? chart, params (string Name, ColumnType Type, ColumnFormat? Format)[] columns) => new(
        name, [.. columns.Select(c => new RowColumn(c.Name, c.Type))], [.. columns.Select(c => c.Format ?? new ColumnFormat(c.Name))], chart);

    public static SampleSection Texts(params string?[] cells) => new(Section("Texts", null, ("cell", ColumnType.Text, null)), cells.Length, (batch, i) =>
    {
        if (cells[i] is { } cell) batch.AddText(cell);
        else batch.AddNull();
    });

    /// <summary>Days with a region, a count, an amount, a fraction and an instant.</summary>
    public static SampleSection Sales(int rows, ReportChart? chart = null)
    {
        string[] regions = ["North", "South & East", "<West>"];
        var head = Section(
            "Sales by day", chart, ("day", ColumnType.Date, null), ("region", ColumnType.Text, new("region", "Region")),
            ("orders", ColumnType.Integer, new("orders", "Orders", ColumnStyle.Number)),
            ("revenue", ColumnType.Decimal, new("revenue", "Revenue", ColumnStyle.Currency, Currency: "EUR")),
            ("margin", ColumnType.Float, new("margin", "Margin", ColumnStyle.Percent, 1)), ("at", ColumnType.Instant, new("at", "Last order")));
        return new(head, rows, (batch, i) =>
        {
            batch.AddInt32(CellValue.DateCell(new DateOnly(2025, 10, 1).AddDays(i)));
            batch.AddText(regions[i % 3]);
            batch.AddInt64(900 + (i * 7919L % 2300));
            NumericCell.Add(batch, 12_000m + (i * 7717 % 9000) + 0.5m);
            batch.AddDouble(0.29 - (i % 13 * 0.01));
            batch.AddInt64(CellValue.TimestampCell(new DateTime(2026, 1, 1, 17, 3, 0).AddHours(i * 5)));
        });
    }

    public static async Task<byte[]> PdfAsync(DocumentHead head, CancellationToken cancellationToken, params SampleSection[] sections)
    {
        using var output = new OnlyAsyncStream();
        await using var writer = new PdfWriter(output, head);
        await WriteAsync(writer, sections, cancellationToken);
        return output.ToArray();
    }

    public static async Task<string> HtmlAsync(DocumentHead head, CancellationToken cancellationToken, params SampleSection[] sections)
    {
        using var output = new OnlyAsyncStream();
        await using var writer = new HtmlWriter(output, head);
        await WriteAsync(writer, sections, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private static async Task WriteAsync(ReportWriter writer, SampleSection[] sections, CancellationToken cancellationToken)
    {
        foreach (var section in sections)
        {
            await writer.BeginSectionAsync(section.Head, cancellationToken);
            var batch = new RowBatch(section.Head.Columns.Count);
            for (var i = 0; i < section.Rows; i++)
            {
                section.AddRow(batch, i);
                if (!batch.IsFull && i < section.Rows - 1) continue;
                await writer.WriteRowsAsync(batch, cancellationToken);
                batch.Clear();
            }

            await writer.EndSectionAsync(cancellationToken);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    /// <summary>Refuses to be written without waiting, as the artifact stores do.</summary>
    private sealed class OnlyAsyncStream : MemoryStream
    {
        private bool _mayWrite;

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!_mayWrite) throw new NotSupportedException();
            base.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _mayWrite = true;
            Write(buffer.Span);
            _mayWrite = false;
            return ValueTask.CompletedTask;
        }
    }
}
