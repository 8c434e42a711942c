using ReportScheduler.IntegrationTests.Sidecar;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>Another app that calls the Api through Dapr.</summary>
[Collection(ApiTests.Name)]
public sealed class InvocationTests(ApiFixture fixture)
{
    [Fact]
    public async Task Invocation_ByAnotherApp_IsAuthenticatedAsAnyRequest()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var instance = TestSidecar.NewApp("billing");
        await fixture.Host.Sidecar.Sidecar.AddAppAsync(instance, TestContext.Current.CancellationToken);
        try
        {
            using var dapr = fixture.Host.Sidecar.Client(instance);
            using var api = dapr.CreateInvokableHttpClient("report-api");
            var anonymous = new ApiClient(api, token: null, Guid.Empty);
            var viewer = new ApiClient(api, tenant.Viewer.Token, tenant.Viewer.TenantId);

            (await anonymous.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
            (await viewer.GetAsync("/v1/me")).Expect(200).Json.GetProperty("user").GetString().Should().Be("vera");
            (await viewer.PostAsync("/v1/destinations", Tenant.Email())).ExpectProblem(403, "role_insufficient");
        }
        finally
        {
            await fixture.Host.Sidecar.Sidecar.RemoveAppAsync(instance, CancellationToken.None);
        }
    }
}
