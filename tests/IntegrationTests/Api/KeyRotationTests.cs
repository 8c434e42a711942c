using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReportScheduler.Api.Credentials;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>Credentials under data keys that were replaced.</summary>
public sealed class KeyRotationTests(PostgresServer server) : IAsyncLifetime
{
    private readonly DataKey _first = NewKey();
    private readonly DataKey _second = NewKey();
    private readonly DataKey _lost = NewKey();
    private ApiHost _host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ApiHost.StartAsync(
        server,
        secrets => (secrets["data-key-1"], secrets[$"data-key-{_second.Id}"]) = (Convert.ToBase64String(_first.Bytes), Convert.ToBase64String(_second.Bytes)),
        "environment=Development", "DataSources:AllowPrivateAddresses=true");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Renew_CredentialsOfEarlierKeys_AreUnderTheCurrentOneWithTheSameMeaning()
    {
        var tenant = await Tenant.CreateAsync(_host);
        var other = await Tenant.CreateAsync(_host);
        var (source, foreign, fresh) = (await tenant.AddDataSourceAsync(), await other.AddDataSourceAsync(), (await tenant.Owner.PostAsync("/v1/data-sources", Tenant.DataSource("Fresh"))).Expect(201).Id);
        var hook = (await tenant.Editor.PostAsync("/v1/destinations", Tenant.Webhook())).Expect(201).Id;
        var report = (await tenant.Editor.PostAsync("/v1/reports", Tenant.Report(source))).Expect(201).Id;
        await StoreAsync("data_sources", "password", source, Layout1(_first, tenant.Owner.TenantId, source, "old password"));
        await StoreAsync("data_sources", "password", foreign, CredentialCipher.Encrypt(_second, other.Owner.TenantId, foreign, "their password"));
        await StoreAsync("destinations", "secret", hook, CredentialCipher.Encrypt(_second, tenant.Owner.TenantId, hook, "old secret"));
        await StoreAsync("reports", "file_password", report, CredentialCipher.Encrypt(_second, tenant.Owner.TenantId, report, "old zip"));
        var freshBefore = await StoredAsync("data_sources", "password", fresh);

        var outcome = await _host.Services.GetRequiredService<KeyRotation>().RenewAsync(Cancelled);

        outcome.Should().Be((4, 0));
        (await _host.Services.GetRequiredService<KeyRotation>().RenewAsync(Cancelled)).Should().Be((0, 0), "everything is done");
        await ShouldBeAsync("data_sources", "password", tenant, source, "old password");
        await ShouldBeAsync("data_sources", "password", other, foreign, "their password");
        await ShouldBeAsync("destinations", "secret", tenant, hook, "old secret");
        await ShouldBeAsync("reports", "file_password", tenant, report, "old zip");
        (await StoredAsync("data_sources", "password", fresh)).Should().Equal(freshBefore, "it was under the current key");
        (await tenant.Viewer.GetAsync($"/v1/data-sources/{source}")).Expect(200).Json.GetProperty("version").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Renew_CredentialWhoseKeyIsGone_StaysAndHoldsUpNoOther()
    {
        var tenant = await Tenant.CreateAsync(_host);
        var (lost, old) = (await tenant.AddDataSourceAsync(), (await tenant.Owner.PostAsync("/v1/data-sources", Tenant.DataSource("Old"))).Expect(201).Id);
        var bytes = CredentialCipher.Encrypt(_lost, tenant.Owner.TenantId, lost, "nobody knows");
        await StoreAsync("data_sources", "password", lost, bytes);
        await StoreAsync("data_sources", "password", old, CredentialCipher.Encrypt(_second, tenant.Owner.TenantId, old, "old password"));

        var outcome = await _host.Services.GetRequiredService<KeyRotation>().RenewAsync(Cancelled);

        outcome.Should().Be((1, 1));
        (await StoredAsync("data_sources", "password", lost)).Should().Equal(bytes);
        await ShouldBeAsync("data_sources", "password", tenant, old, "old password");
    }

    private static DataKey NewKey() => new(RandomNumberGenerator.GetBytes(32));

    // As the first version of the product wrote it: version, nonce, tag, ciphertext.
    private static byte[] Layout1(DataKey key, Guid tenantId, Guid ownerId, string credential) =>
        [1, .. CredentialCipher.Encrypt(key, tenantId, ownerId, credential).AsSpan(1 + DataKey.IdSize)];

    private async Task ShouldBeAsync(string table, string column, Tenant tenant, Guid id, string expected)
    {
        var (stored, protector) = (await StoredAsync(table, column, id), _host.Services.GetRequiredService<CredentialProtector>());
        stored.Take(1 + DataKey.IdSize).Should().Equal(await protector.GetCurrentHeaderAsync(Cancelled));
        (await protector.UnprotectAsync(tenant.Owner.TenantId, id, stored, Cancelled)).Should().Be(expected);
    }

    private Task<byte[]> StoredAsync(string table, string column, Guid id) => _host.ScalarAsync<byte[]>($"SELECT {column} FROM {table} WHERE id = '{id}'");

    private async Task StoreAsync(string table, string column, Guid id, byte[] credential)
    {
        await using var owner = NpgsqlDataSource.Create(_host.Database.Owner);
        await using var update = owner.CreateCommand($"UPDATE {table} SET {column} = $1 WHERE id = $2");
        update.Parameters.Add(new() { Value = credential });
        update.Parameters.Add(new() { Value = id });
        (await update.ExecuteNonQueryAsync(Cancelled)).Should().Be(1);
    }
}
