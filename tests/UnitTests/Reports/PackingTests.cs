using System.IO.Compression;
using System.Text;
using FluentAssertions.Execution;
using ICSharpCode.SharpZipLib.Zip;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Packing;
using ZipFile = ICSharpCode.SharpZipLib.Zip.ZipFile;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>What is packed must be unpacked the same by others, and never be held as a whole.</summary>
public sealed class PackingTests
{
    private const string EntryName = "Umsätze März.csv";
    private static readonly DateTimeOffset AsOf = new(2026, 3, 31, 7, 30, 10, TimeSpan.FromHours(2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(1_000_003)]
    public async Task Write_AnyPacking_IsUnpackedTheSame(int size)
    {
        var content = Content(size);
        using var scope = new AssertionScope();

        (await PackAsync(FilePacking.None, null, content)).Should().Equal(content);
        Ungzip(await PackAsync(FilePacking.Gzip, null, content)).Should().Equal(content);
        Unzip(await PackAsync(FilePacking.Zip, null, content)).Should().Equal(content);
        UnzipByPassword(await PackAsync(FilePacking.Zip, "pässwörd 1", content), "pässwörd 1").Should().Equal(content);
    }

    [Theory]
    [InlineData(FilePacking.None)]
    [InlineData(FilePacking.Gzip)]
    [InlineData(FilePacking.Zip)]
    public async Task Write_SameContentInOtherParts_IsTheSameBytes(FilePacking packing)
    {
        var content = Content(300_000);

        (await PackAsync(packing, null, content, partSize: 777)).Should().Equal(await PackAsync(packing, null, content, partSize: 300_000));
    }

    [Fact]
    public async Task Zip_Entry_HasNameAndTimeOfTheReport()
    {
        using var plain = new ZipArchive(new MemoryStream(await PackAsync(FilePacking.Zip, null, Content(10))));
        plain.Entries.Should().ContainSingle().Which.Should().Match<ZipArchiveEntry>(
            entry => entry.FullName == EntryName && entry.LastWriteTime.DateTime == new DateTime(2026, 3, 31, 5, 30, 10));

        using var encrypted = new ZipFile(new MemoryStream(await PackAsync(FilePacking.Zip, "secret", Content(10))));
        encrypted.Count.Should().Be(1);
        encrypted[0].Should().Match<ZipEntry>(entry =>
            entry.Name == EntryName && entry.AESKeySize == 256 && entry.DateTime == new DateTime(2026, 3, 31, 5, 30, 10));
    }

    [Fact]
    public async Task Zip_WithPassword_HidesContentAndIsNotOpenedByAnother()
    {
        var packed = await PackAsync(FilePacking.Zip, "secret", Encoding.UTF8.GetBytes("top secret top secret"));

        Encoding.Latin1.GetString(packed).Should().NotContain("top secret");
        var open = () => UnzipByPassword(packed, "Secret");
        open.Should().Throw<ZipException>();
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(2200)]
    public async Task Zip_TimeBeyondItsOwn_IsTheNearest(int year)
    {
        foreach (var password in new[] { null, "secret" })
        {
            using var output = new ForwardStream();
            await using var packed = PackedOutput.Create(FilePacking.Zip, password, "a", new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), output);
            await packed.CompleteAsync(Cancellation);

            using var zip = new ZipFile(new MemoryStream(output.ToArray()));
            zip[0].DateTime.Year.Should().Be(year < 1980 ? 1980 : 2107);
        }
    }

    [Theory]
    [InlineData(FilePacking.None, null)]
    [InlineData(FilePacking.Gzip, null)]
    [InlineData(FilePacking.Zip, null)]
    [InlineData(FilePacking.Zip, "secret")]
    public async Task Write_LongContent_IsHandedOverAsItComes(FilePacking packing, string? password)
    {
        var block = new byte[1024 * 1024];
        new Random(1).NextBytes(block);
        using var output = new ForwardStream { Keeps = false };
        await using var packed = PackedOutput.Create(packing, password, EntryName, AsOf, output);
        for (var i = 1; i <= 20; i++)
        {
            await packed.WriteAsync(block, Cancellation);
            output.Taken.Should().BeGreaterThan((i * block.Length) - (512 * 1024));
        }

        await packed.CompleteAsync(Cancellation);
        output.LargestBlock.Should().BeLessThan(256 * 1024);
    }

    [Theory]
    [InlineData(ReportFormat.Csv, FilePacking.None, ".csv", "text/csv; charset=utf-8; header=present")]
    [InlineData(ReportFormat.Csv, FilePacking.Gzip, ".csv.gz", "application/gzip")]
    [InlineData(ReportFormat.Ndjson, FilePacking.Gzip, ".ndjson.gz", "application/gzip")]
    [InlineData(ReportFormat.Parquet, FilePacking.Gzip, ".parquet", "application/vnd.apache.parquet")]
    [InlineData(ReportFormat.Pdf, FilePacking.Gzip, ".pdf", "application/pdf")]
    [InlineData(ReportFormat.Xlsx, FilePacking.Zip, ".xlsx.zip", "application/zip")]
    public void Formats_Packed_HaveThisExtensionAndType(ReportFormat format, FilePacking packing, string extension, string contentType) =>
        (ReportFormats.Extension(format, packing), ReportFormats.ContentType(format, new ReportOutput { Packing = packing })).Should().Be((extension, contentType));

    [Fact]
    public void Formats_All_AreKnown() => Enum.GetValues<ReportFormat>().Should().OnlyContain(format => ReportFormats.Of(format).Extension.Length > 1);

    private static async Task<byte[]> PackAsync(FilePacking packing, string? password, byte[] content, int partSize = 10_000)
    {
        using var output = new ForwardStream();
        await using var packed = PackedOutput.Create(packing, password, EntryName, AsOf, output);
        foreach (var part in content.Chunk(partSize))
            await packed.WriteAsync(part, Cancellation);
        await packed.CompleteAsync(Cancellation);
        return output.ToArray();
    }

    private static byte[] Content(int size)
    {
        var random = new Random(size);
        return [.. Enumerable.Range(0, size).Select(_ => (byte)random.Next('a', 'h'))];
    }

    private static byte[] Ungzip(byte[] packed) => ReadAll(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));

    private static byte[] Unzip(byte[] packed) => ReadAll(new ZipArchive(new MemoryStream(packed)).GetEntry(EntryName)!.Open());

    private static byte[] UnzipByPassword(byte[] packed, string password)
    {
        using var zip = new ZipFile(new MemoryStream(packed)) { Password = password };
        return ReadAll(zip.GetInputStream(zip.GetEntry(EntryName)));
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var bytes = new MemoryStream();
        using (stream) stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
