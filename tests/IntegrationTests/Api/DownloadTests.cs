using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class DownloadTests(ApiFixture fixture)
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},north,{i * 7}\r\n")));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_AskedForPlainly_IsTheFile(bool compress)
    {
        var (viewer, path) = await StoreAsync(compress);

        using var response = await DownloadAsync(viewer, path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync(Cancelled)).Should().Equal(Content);
        response.Content.Headers.ContentLength.Should().Be(Content.Length);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/csv; charset=utf-8");
        response.Content.Headers.ContentDisposition!.ToString().Should().Be("attachment; filename=sales.csv; filename*=UTF-8''sales.csv");
        response.Headers.ETag!.Tag.Should().Be($"\"{Convert.ToHexStringLower(SHA256.HashData(Content))}\"");
        response.Headers.AcceptRanges.Should().Equal("bytes");
        response.Headers.Vary.Should().Equal("Accept-Encoding");
        response.Headers.CacheControl!.ToString().Should().Be("no-cache, private");
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Fact]
    public async Task Content_StoredAsGzipAndAcceptedSo_IsPassedThrough()
    {
        var (viewer, path) = await StoreAsync(compress: true);

        using var response = await DownloadAsync(viewer, path, request => request.Headers.AcceptEncoding.Add(new("gzip")));

        var stored = await response.Content.ReadAsByteArrayAsync(Cancelled);
        response.Content.Headers.ContentEncoding.Should().Equal("gzip");
        response.Content.Headers.ContentLength.Should().Be(stored.Length).And.BeLessThan(Content.Length);
        response.Headers.ETag!.Tag.Should().EndWith("-gzip\"");
        using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
        using var content = new MemoryStream();
        await gzip.CopyToAsync(content, Cancelled);
        content.ToArray().Should().Equal(Content);
    }

    [Theory]
    [InlineData(false, "gzip")]
    [InlineData(true, "gzip;q=0")]
    [InlineData(true, "br")]
    [InlineData(true, "*;q=0")]
    public async Task Content_WithoutGzipOnEitherSide_IsSentDecoded(bool compress, string accepted)
    {
        var (viewer, path) = await StoreAsync(compress);

        using var response = await DownloadAsync(viewer, path, request => request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted));

        response.Content.Headers.ContentEncoding.Should().BeEmpty();
        (await response.Content.ReadAsByteArrayAsync(Cancelled)).Should().Equal(Content);
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=100000-199999", 100_000, 100_000)]
    [InlineData("bytes=5-", 5, -1)]
    [InlineData("bytes=-7", -7, 7)]
    [InlineData("bytes=10-99999999999", 10, -1)]
    [InlineData("bytes=-99999999999", 0, -1)]
    [InlineData("bytes=3-9223372036854775807", 3, -1)]
    public async Task Content_WithARange_IsThatPart(string range, int from, int length)
    {
        if (from < 0) from += Content.Length;
        if (length < 0) length = Content.Length - from;
        foreach (var compress in new[] { false, true })
        {
            var (viewer, path) = await StoreAsync(compress);

            using var response = await DownloadAsync(viewer, path, request =>
            {
                request.Headers.TryAddWithoutValidation("Range", range);
                request.Headers.AcceptEncoding.Add(new("gzip"));
            });

            response.StatusCode.Should().Be(HttpStatusCode.PartialContent);
            (await response.Content.ReadAsByteArrayAsync(Cancelled)).Should().Equal(Content[from..(from + length)]);
            response.Content.Headers.ContentRange.Should().Be(new ContentRangeHeaderValue(from, from + length - 1, Content.Length));
            response.Content.Headers.ContentEncoding.Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=x")]
    [InlineData("rows=0-1")]
    public async Task Content_WithARangeThatIsNotOneOfBytes_IsTheFile(string range)
    {
        var (viewer, path) = await StoreAsync(compress: false);

        using var response = await DownloadAsync(viewer, path, request => request.Headers.TryAddWithoutValidation("Range", range));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=-0")]
    public async Task Content_WithARangeBehindItsEnd_Is416(string range)
    {
        var (viewer, path) = await StoreAsync(compress: true);

        using var response = await DownloadAsync(viewer, path, request => request.Headers.TryAddWithoutValidation("Range", range));

        (await ApiAnswer.ReadAsync(response)).ExpectProblem(416, "range_not_satisfiable");
        response.Content.Headers.ContentRange.Should().Be(new ContentRangeHeaderValue(Content.Length));
    }

    [Fact]
    public async Task Content_UnderConditions_IsSentOnlyIfItServes()
    {
        var (viewer, path) = await StoreAsync(compress: true);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content))}\"";

        using var same = await DownloadAsync(viewer, path, request => request.Headers.IfNoneMatch.ParseAdd(tag));
        using var sameAsGzip = await DownloadAsync(viewer, path, request =>
        {
            request.Headers.AcceptEncoding.Add(new("gzip"));
            request.Headers.IfNoneMatch.ParseAdd($"\"x\", W/{tag.Insert(tag.Length - 1, "-gzip")}");
        });
        using var another = await DownloadAsync(viewer, path, request => request.Headers.IfNoneMatch.ParseAdd("\"x\""));
        using var part = await DownloadAsync(viewer, path, request => (request.Headers.Range, request.Headers.IfRange) = (new(0, 9), new(tag)));
        using var partOfAnother = await DownloadAsync(viewer, path, request => (request.Headers.Range, request.Headers.IfRange) = (new(0, 9), new("\"x\"")));

        new[] { same, sameAsGzip, another, part, partOfAnother }.Select(response => (int)response.StatusCode).Should().Equal(304, 304, 200, 206, 200);
        (await same.Content.ReadAsByteArrayAsync(Cancelled)).Should().BeEmpty();
        (same.Headers.ETag!.Tag, sameAsGzip.Headers.ETag!.Tag).Should().Be((tag, tag.Insert(tag.Length - 1, "-gzip")));
    }

    [Theory]
    [InlineData("Umsätze 2026.csv", "attachment; filename=\"Ums_tze 2026.csv\"; filename*=UTF-8''Ums%C3%A4tze%202026.csv")]
    [InlineData("a\"b.csv", null)]
    [InlineData("../../etc/passwd", null)]
    [InlineData("invoice\u202Efdp.csv", null)]
    [InlineData("a\r\nX-Evil: 1.csv", null)]
    public async Task Content_WithAStrangeName_IsSentUnderASafeOne(string name, string? disposition)
    {
        var (viewer, path) = await StoreAsync(compress: false, name);

        using var response = await DownloadAsync(viewer, path);

        var id = path.Split('/')[3];
        response.Content.Headers.GetValues("Content-Disposition").Should().Equal(disposition ?? $"attachment; filename={id}.csv; filename*=UTF-8''{id}.csv");
        response.Headers.Contains("X-Evil").Should().BeFalse();
    }

    [Fact]
    public async Task Content_ThatIsGone_Is404WithItsOwnCode()
    {
        var (viewer, path) = await StoreAsync(compress: false);
        Directory.Delete(Path.Combine(fixture.Host.ArtifactsFolder, viewer.TenantId.ToString("n")), recursive: true);

        (await viewer.GetAsync(path)).ExpectProblem(404, "artifact_content_missing");
    }

    [Fact]
    public async Task Content_ThatIsCutShort_BreaksTheConnection()
    {
        var (viewer, path) = await StoreAsync(compress: false);
        var file = Directory.GetFiles(Path.Combine(fixture.Host.ArtifactsFolder, viewer.TenantId.ToString("n")), "*", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(file, Content[..100_000], Cancelled);

        var download = async () => await viewer.GetAsync(path);

        await download.Should().ThrowAsync<HttpRequestException>();
    }

    private async Task<(ApiClient Viewer, string Path)> StoreAsync(bool compress, string fileName = "sales.csv")
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var run = await tenant.AddRunAsync();
        var play = new RunPlay(fixture.Host, tenant.Owner.TenantId, run);
        await play.AdmitAsync();
        await play.RenderAsync(Content, compress, fileName);
        var artifacts = (await tenant.Viewer.GetAsync($"/v1/artifacts?runId={run}")).Expect(200).Json.GetProperty("items");
        return (tenant.Viewer, $"/v1/artifacts/{artifacts[0].GetProperty("id").GetGuid()}/content");
    }

    private static Task<HttpResponseMessage> DownloadAsync(ApiClient viewer, string path, Action<HttpRequestMessage>? configure = null)
    {
        var request = viewer.CreateRequest(HttpMethod.Get, path);
        configure?.Invoke(request);
        return viewer.SendAsync(request);
    }
}
