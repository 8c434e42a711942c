using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>Runs a query and returns its CSV.</summary>
internal static class Csv
{
    public static async Task<string> OfAsync(SourceDriver driver, SourceSettings settings, SourceQuery query)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var reader = await driver.ExecuteAsync(settings, query, cancellation);
        using var output = new MemoryStream();
        await using var writer = new CsvWriter(output, CsvDialect.Default);
        var formats = reader.Columns.Select(column => new ColumnFormat(column.Name)).ToList();
        await writer.BeginSectionAsync(new SectionHead("", reader.Columns, formats, null), cancellation);
        var batch = new RowBatch(reader.Columns.Count);
        while (await reader.ReadAsync(batch, cancellation))
            await writer.WriteRowsAsync(batch, cancellation);
        await writer.EndSectionAsync(cancellation);
        await writer.CompleteAsync(cancellation);
        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }
}
