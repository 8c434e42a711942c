using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class IdempotencyTests(ApiFixture fixture)
{
    [Fact]
    public async Task Run_RequestedAgainWithTheSameKey_GivesTheFirstAnswer()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { reportId = await tenant.AddReportAsync(), parameters = new { region = "east" } };

        var first = (await SendAsync(tenant.Editor, "/v1/runs", body, "order-1")).Expect(202);
        (await tenant.Editor.PostAsync($"/v1/runs/{first.Id}/cancel")).Expect(200);
        var again = (await SendAsync(tenant.Editor, "/v1/runs", body, "order-1")).Expect(202);
        var other = (await SendAsync(tenant.Editor, "/v1/runs", body, "order-2")).Expect(202);

        again.Text.Should().Be(first.Text);
        again.Headers.Location.Should().Be(first.Headers.Location);
        other.Id.Should().NotBe(first.Id);
        (await tenant.Viewer.GetAsync("/v1/runs")).Json.GetProperty("items").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Run_RequestedByManyAtOnceWithTheSameKey_IsMadeOnce()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { reportId = await tenant.AddReportAsync() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(tenant.Editor, "/v1/runs", body, "once")));

        foreach (var answer in answers.Where(answer => answer.Status != 202)) answer.ExpectProblem(409, "idempotency_key_in_flight");
        answers.Where(answer => answer.Status == 202).Select(answer => answer.Id).Distinct().Should().ContainSingle();
        (await tenant.Viewer.GetAsync("/v1/runs")).Json.GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Key_OfARequestThatIsBeingHandled_Is409()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { reportId = await tenant.AddReportAsync() };
        await using var connection = new NpgsqlConnection(fixture.Host.Database.Owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var handle = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection, transaction);
        handle.Parameters.Add(new() { Value = BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant.Owner.TenantId:N}\nbusy"))) });
        await handle.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await SendAsync(tenant.Editor, "/v1/runs", body, "busy")).ExpectProblem(409, "idempotency_key_in_flight");
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        (await SendAsync(tenant.Editor, "/v1/runs", body, "busy")).Expect(202);
    }

    [Fact]
    public async Task Key_UsedForAnotherRequest_IsRefused()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var schedule = await tenant.AddScheduleAsync();
        var body = new { from = "2026-07-01T00:00:00Z", to = "2026-07-02T00:00:00Z" };

        var first = (await SendAsync(tenant.Editor, $"/v1/schedules/{schedule}/backfills", body, "key")).Expect(201);

        (await SendAsync(tenant.Editor, $"/v1/schedules/{schedule}/backfills", body with { to = "2026-07-03T00:00:00Z" }, "key"))
            .ExpectProblem(422, "idempotency_key_reused");
        (await SendAsync(tenant.Editor, "/v1/runs", new { scheduleId = schedule }, "key")).ExpectProblem(422, "idempotency_key_reused");
        (await tenant.Editor.DeleteAsync($"/v1/schedules/{schedule}", "*")).Expect(204);
        (await SendAsync(tenant.Editor, $"/v1/schedules/{schedule}/backfills", body, "key")).Expect(201).Text.Should().Be(first.Text);
    }

    [Fact]
    public async Task Key_OfARequestThatWasRefused_CanBeUsedAgain()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();

        (await SendAsync(tenant.Editor, "/v1/runs", new { reportId = report, parameters = new { region = 1 } }, "k")).ExpectProblem(422, "invalid_fields");

        (await SendAsync(tenant.Editor, "/v1/runs", new { reportId = report }, "k")).Expect(202);
    }

    [Fact]
    public async Task Key_OfAnotherTenant_IsAnotherKey()
    {
        var (ours, theirs) = (await Tenant.CreateAsync(fixture.Host), await Tenant.CreateAsync(fixture.Host));
        var mine = (await SendAsync(ours.Editor, "/v1/runs", new { reportId = await ours.AddReportAsync() }, "shared")).Expect(202);

        var other = (await SendAsync(theirs.Editor, "/v1/runs", new { reportId = await theirs.AddReportAsync() }, "shared")).Expect(202);

        other.Id.Should().NotBe(mine.Id);
    }

    [Fact]
    public async Task Key_OfYesterday_IsForgotten()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { reportId = await tenant.AddReportAsync() };
        var first = (await SendAsync(tenant.Editor, "/v1/runs", body, "daily")).Expect(202);
        await fixture.Host.ScalarAsync<string>(
            $"UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE tenant_id = '{tenant.Owner.TenantId}' RETURNING key");

        var second = (await SendAsync(tenant.Editor, "/v1/runs", body, "daily")).Expect(202);

        second.Id.Should().NotBe(first.Id);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(0)]
    public async Task Key_OfAnotherLength_Is400(int length)
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);

        (await SendAsync(tenant.Editor, "/v1/runs", new { reportId = Guid.CreateVersion7() }, new string('k', length)))
            .ExpectProblem(400, "invalid_idempotency_key");
    }

    private static async Task<ApiAnswer> SendAsync(ApiClient client, string path, object body, string key)
    {
        using var request = client.CreateRequest(HttpMethod.Post, path);
        request.Content = JsonContent.Create(body);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        return await ApiAnswer.ReadAsync(response);
    }
}
