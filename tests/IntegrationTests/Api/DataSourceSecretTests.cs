using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ReportScheduler.IntegrationTests.Sidecar;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>What becomes of a data source's password, and the test of a source by a worker.</summary>
[Collection(ApiTests.Name)]
public sealed class DataSourceSecretTests(ApiFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Password_Stored_IsEncryptedForThisSourceAndKeptUntilAnotherIsGiven()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var created = (await tenant.Owner.PostAsync("/v1/data-sources", Tenant.DataSource())).Expect(201);
        var path = $"/v1/data-sources/{created.Id}";

        var first = await StoredAsync(tenant, created.Id);
        (await tenant.Owner.PutAsync(path, Tenant.DataSource("Renamed", password: null), "*")).Expect(200);
        var kept = await StoredAsync(tenant, created.Id);
        (await tenant.Owner.PutAsync(path, Tenant.DataSource("Renamed", "an0ther", "127.0.0.2"), "*")).Expect(200);
        var changed = await StoredAsync(tenant, created.Id);

        Encoding.Latin1.GetString(first).Should().NotContain("s3cret");
        (await OpenAsync(tenant.Owner.TenantId, created.Id, first)).Should().Be("s3cret");
        kept.Should().Equal(first);
        (await OpenAsync(tenant.Owner.TenantId, created.Id, changed)).Should().Be("an0ther");
    }

    [Fact]
    public async Task Test_OfASource_IsDoneByAWorkerThroughTheSidecar()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var id = await tenant.AddDataSourceAsync();
        (await tenant.Editor.PostAsync($"/v1/data-sources/{id}/test")).ExpectProblem(503, "worker_unavailable");

        await using var worker = await TestApp.StartAsync(FreePorts.Take(), answer: async (_, response) =>
        {
            response.ContentType = "application/json";
            await response.WriteAsync("""{"ok":true,"serverVersion":"16.4","message":null,"durationMs":12}""");
        });
        var instance = TestSidecar.NewApp("report-worker", worker.Port);
        await fixture.Host.Sidecar.Sidecar.AddAppAsync(instance, Cancelled);
        try
        {
            var answer = await Eventually.ResultAsync(
                _ => tenant.Editor.PostAsync($"/v1/data-sources/{id}/test"), answer => answer.Status != 503, TimeSpan.FromSeconds(20), Cancelled);

            answer.Expect(200).Json.GetProperty("serverVersion").GetString().Should().Be("16.4");
            var request = JsonElement.Parse(worker.On("/data-sources/test").First().Body);
            request.GetProperty("tenantId").GetGuid().Should().Be(tenant.Owner.TenantId);
            request.GetProperty("dataSourceId").GetGuid().Should().Be(id);
            (await tenant.Viewer.PostAsync($"/v1/data-sources/{id}/test")).ExpectProblem(403, "role_insufficient");
        }
        finally
        {
            await fixture.Host.Sidecar.Sidecar.RemoveAppAsync(instance, CancellationToken.None);
        }
    }

    private async Task<byte[]> StoredAsync(Tenant tenant, Guid id) =>
        (await fixture.Host.Services.GetRequiredService<DataSourceStore>()
            .FindConnectionAsync(new TenantScope(tenant.Owner.TenantId, "test"), id, Cancelled))!.EncryptedPassword!;

    private Task<string> OpenAsync(Guid tenantId, Guid id, byte[] password) =>
        fixture.Host.Services.GetRequiredService<CredentialProtector>().UnprotectAsync(tenantId, id, password, Cancelled);
}
