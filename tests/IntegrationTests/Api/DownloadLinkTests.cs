using System.Net;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class DownloadLinkTests(ApiFixture fixture)
{
    private static readonly byte[] Content = "region,amount\r\nnorth,7\r\n"u8.ToArray();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Link_OpenedWithoutAToken_GivesTheFileAndIsInTheAuditTrail()
    {
        var (tenant, artifact) = await StoreAsync();
        var link = (await tenant.Editor.PostAsync($"/v1/artifacts/{artifact}/links", new { validHours = 24 })).Expect(201);

        using var response = await fixture.Host.Http.GetAsync(UrlOf(link), Cancelled);

        (await response.Content.ReadAsByteArrayAsync(Cancelled)).Should().Equal(Content);
        response.Content.Headers.ContentDisposition!.FileName.Should().Be("sales.csv");
        response.Headers.CacheControl!.Private.Should().BeTrue();
        var listed = (await tenant.Viewer.GetAsync($"/v1/artifacts/{artifact}/links")).Expect(200).Json.GetProperty("items");
        listed.GetArrayLength().Should().Be(1);
        listed[0].GetProperty("id").GetGuid().Should().Be(link.Id);
        listed[0].GetProperty("url").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null, "the link is shown once");
        var actions = await fixture.Host.ScalarAsync<string>(
            $"SELECT string_agg(actor || ' ' || action, ', ' ORDER BY id) FROM audit_events WHERE subject_id = '{link.Id}'");
        actions.Should().Be("eddy create, link download");
        (await fixture.Host.ScalarAsync<bool>($"SELECT bool_or(data::text LIKE '%secret%') FROM audit_events WHERE subject_id = '{link.Id}'")).Should().BeFalse();
    }

    [Fact]
    public async Task Link_Revoked_GivesNothingAtOnce()
    {
        var (tenant, artifact) = await StoreAsync();
        var link = (await tenant.Editor.PostAsync($"/v1/artifacts/{artifact}/links", new { })).Expect(201);

        (await tenant.Editor.DeleteAsync($"/v1/download-links/{link.Id}", ifMatch: null)).Expect(204);
        (await tenant.Editor.DeleteAsync($"/v1/download-links/{link.Id}", ifMatch: null)).Expect(204);

        await ExpectNothingAsync(UrlOf(link));
        (await tenant.Viewer.GetAsync($"/v1/artifacts/{artifact}/links")).Json.GetProperty("items")[0]
            .GetProperty("revokedBy").GetString().Should().Be("eddy");
    }

    [Fact]
    public async Task Link_ExpiredOrChanged_GivesNothing()
    {
        var (tenant, artifact) = await StoreAsync();
        var url = UrlOf((await tenant.Editor.PostAsync($"/v1/artifacts/{artifact}/links", new { })).Expect(201));
        var other = url[^1] == 'A' ? 'B' : 'A';

        foreach (var forged in new[] { url[..^2] + other + url[^1], url[..^1], url + "A", "/downloads/x", "/downloads/" + new string('A', 86) })
            await ExpectNothingAsync(forged);
        await fixture.Host.ScalarAsync<object>($"UPDATE download_links SET expires_at = now() WHERE artifact_id = '{artifact}' RETURNING 1");
        await ExpectNothingAsync(url);
    }

    [Fact]
    public async Task Link_WhoseFileIsDeleted_SaysSo()
    {
        var (tenant, artifact) = await StoreAsync();
        var url = UrlOf((await tenant.Editor.PostAsync($"/v1/artifacts/{artifact}/links", new { })).Expect(201));
        await fixture.Host.ScalarAsync<object>($"UPDATE artifacts SET removal_began_at = now() WHERE id = '{artifact}' RETURNING 1");

        using var response = await fixture.Host.Http.GetAsync(url, Cancelled);

        (await ApiAnswer.ReadAsync(response)).ExpectProblem(404, "artifact_content_missing");
        (await tenant.Viewer.GetAsync($"/v1/artifacts/{artifact}")).Expect(200).Json.GetProperty("isRemoved").GetBoolean().Should().BeTrue();
        (await tenant.Editor.PostAsync($"/v1/artifacts/{artifact}/links", new { })).ExpectProblem(404, "not_found");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2161)]
    public async Task Link_ForATimeOutOfRange_IsRefused(int hours)
    {
        var (tenant, artifact) = await StoreAsync();

        (await tenant.Editor.PostAsync($"/v1/artifacts/{artifact}/links", new { validHours = hours })).ExpectProblem(422, "invalid_fields")
            .Errors.Should().ContainKey("validHours");
    }

    [Fact]
    public async Task Usage_OfATenant_IsWhatItsArtifactsTakeUp()
    {
        var (tenant, _) = await StoreAsync();

        var usage = (await tenant.Viewer.GetAsync("/v1/usage")).Expect(200).Json;

        (usage.GetProperty("artifacts").GetInt32(), usage.GetProperty("sizeBytes").GetInt32()).Should().Be((1, Content.Length));
        usage.GetProperty("reports")[0].GetProperty("reportName").GetString().Should().Be("Sales");
    }

    private async Task<(Tenant Tenant, Guid Artifact)> StoreAsync()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var run = await tenant.AddRunAsync();
        var play = new RunPlay(fixture.Host, tenant.Owner.TenantId, run);
        await play.AdmitAsync();
        await play.RenderAsync(Content);
        var artifacts = (await tenant.Viewer.GetAsync($"/v1/artifacts?runId={run}")).Expect(200).Json.GetProperty("items");
        return (tenant, artifacts[0].GetProperty("id").GetGuid());
    }

    private async Task ExpectNothingAsync(string url)
    {
        using var response = await fixture.Host.Http.GetAsync(url, Cancelled);
        response.StatusCode.Should().Be(HttpStatusCode.NotFound, url);
        (await response.Content.ReadAsStringAsync(Cancelled)).Should().NotContain("region");
    }

    private static string UrlOf(ApiAnswer link) => link.Json.GetProperty("url").GetString()!;
}
