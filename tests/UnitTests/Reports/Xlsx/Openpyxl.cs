using System.Diagnostics;
using System.Text.Json;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

/// <summary>openpyxl, another reader of workbooks, where Debian's python3-openpyxl is installed.</summary>
internal static class Openpyxl
{
    private const string Python = "/usr/bin/python3";

    // Each cell as its openpyxl type, its value and its number format; dates as ISO 8601.
    private const string Script = """
        import json, sys, openpyxl
        def value(v):
            return v.isoformat() if hasattr(v, 'isoformat') else v.total_seconds() if hasattr(v, 'total_seconds') else v
        book = openpyxl.load_workbook(sys.argv[1])
        print(json.dumps({
            'title': book.properties.title, 'created': book.properties.created.isoformat(),
            'sheets': [{
                'name': s.title, 'frozen': s.freeze_panes, 'filter': s.auto_filter.ref,
                'widths': [s.column_dimensions[c].width for c in sorted(s.column_dimensions)],
                'bold': s.cell(1, 1).font.b, 'fill': s.cell(1, 1).fill.fill_type,
                'rows': [[{'type': c.data_type, 'value': value(c.value), 'format': c.number_format} for c in r] for r in s.iter_rows()],
            } for s in book.worksheets]}))
        """;

    /// <summary>What it reads; skips the test where it is not installed.</summary>
    public static async Task<Book> ReadAsync(XlsxFile file, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(await IsInstalledAsync(cancellationToken), "python3-openpyxl is not on this machine.");
        var path = Path.Combine(Path.GetTempPath(), $"openpyxl-{Guid.CreateVersion7()}.xlsx");
        await File.WriteAllBytesAsync(path, file.Bytes, cancellationToken);
        try
        {
            var (exitCode, output, error) = await RunAsync(["-c", Script, path], cancellationToken);
            exitCode.Should().Be(0, error);
            return JsonSerializer.Deserialize<Book>(output, JsonSerializerOptions.Web)!;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<bool> IsInstalledAsync(CancellationToken cancellationToken) =>
        File.Exists(Python) && (await RunAsync(["-c", "import openpyxl"], cancellationToken)).ExitCode == 0;

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output, await error);
    }

    internal sealed record Book(string Title, string Created, Sheet[] Sheets);

    internal sealed record Sheet(string Name, string? Frozen, string? Filter, double[] Widths, bool Bold, string? Fill, Cell[][] Rows);

    internal sealed record Cell(string Type, JsonElement Value, string Format);
}
