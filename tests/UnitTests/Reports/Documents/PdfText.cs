using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ReportScheduler.UnitTests.Reports.Documents;

/// <summary>What a reader of its own makes of a PDF: pdftotext, of Debian's package poppler-utils.</summary>
internal static class PdfText
{
    /// <summary>The pages' texts, in lines as they stand on the page. Skips the test where the program is missing.</summary>
    public static async Task<IReadOnlyList<string>> PagesAsync(byte[] pdf, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("pdf-text-");
        try
        {
            var file = Path.Combine(folder.FullName, "report.pdf");
            await File.WriteAllBytesAsync(file, pdf, cancellationToken);
            var start = new ProcessStartInfo("pdftotext", ["-layout", "-enc", "UTF-8", file, "-"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            (await errors).Should().BeEmpty();
            process.ExitCode.Should().Be(0);
            return text.TrimEnd('\f').Split('\f');
        }
        catch (Win32Exception)
        {
            Assert.Skip("pdftotext is missing: install Debian's package poppler-utils.");
            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
