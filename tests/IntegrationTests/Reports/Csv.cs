using System.Text;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>Runs a query and returns its CSV.</summary>
internal static class Csv
{
    public static async Task<string> OfAsync(PostgreSqlSource source, PostgreSqlSourceSettings settings, SourceQuery query)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var result = await source.ExecuteAsync(settings, query, cancellation);
        using var output = new MemoryStream();
        await new CsvWriter(output, new CsvOptions()).WriteAsync(result, long.MaxValue, null, cancellation);
        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }
}
