using System.Runtime.Versioning;
using System.Text.Json;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.Data;

namespace ReportScheduler.IntegrationTests.DevHost.Data;

public sealed class SecretsFileTests : IDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-file-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Secrets => Path.Combine(_folder, "secrets.json");

    [Fact]
    public async Task EnsureAsync_FirstStart_MakesTwoDifferentKeysOf32Bytes()
    {
        await SecretsFile.EnsureAsync(Secrets, Cancelled);

        var keys = (await ReadAsync()).ToDictionary(secret => secret.Key, secret => Convert.FromBase64String(secret.Value));
        keys.Keys.Should().BeEquivalentTo("auth-signing-key", "data-key");
        keys.Values.Should().OnlyContain(key => key.Length == 32);
        keys["auth-signing-key"].Should().NotEqual(keys["data-key"]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task EnsureAsync_Always_LetsOnlyTheOwnerReadTheFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        await SecretsFile.EnsureAsync(Secrets, Cancelled);

        File.GetUnixFileMode(Secrets).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task EnsureAsync_OneKeyIsMissing_AddsItAndKeepsTheRest()
    {
        await File.WriteAllTextAsync(Secrets, """{"data-key":"kept","of-the-developer":"kept too"}""", Cancelled);

        await SecretsFile.EnsureAsync(Secrets, Cancelled);

        var secrets = await ReadAsync();
        secrets.Should().Contain("data-key", "kept").And.Contain("of-the-developer", "kept too").And.ContainKey("auth-signing-key");
    }

    [Fact]
    public async Task EnsureAsync_FileIsDamaged_SaysSoAndKeepsIt()
    {
        await File.WriteAllTextAsync(Secrets, "{", Cancelled);

        var ensure = () => SecretsFile.EnsureAsync(Secrets, Cancelled);

        await ensure.Should().ThrowAsync<DevHostException>();
        (await File.ReadAllTextAsync(Secrets, Cancelled)).Should().Be("{");
    }

    private async Task<Dictionary<string, string>> ReadAsync() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(Secrets, Cancelled))!;
}
