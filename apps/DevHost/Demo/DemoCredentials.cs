using System.Text.Json;
using ReportScheduler.DevHost.Data;

namespace ReportScheduler.DevHost.Demo;

/// <summary>The secrets of the demo, which stay the same for a data folder.</summary>
public sealed class DemoCredentials
{
    /// <summary>The name under which the inbox receives the demo's webhook.</summary>
    public const string WebhookName = "demo";

    private readonly string _path;
    private DemoSecrets _secrets;

    private DemoCredentials(string path, DemoSecrets secrets) => (_path, _secrets) = (path, secrets);

    /// <summary>The password of the role that reads the demo database.</summary>
    public string ReaderPassword => _secrets.ReaderPassword;

    /// <summary>The secret that the demo's webhook is signed with; null until the Api has given it.</summary>
    public string? WebhookSecret => _secrets.WebhookSecret;

    /// <summary>Reads the file, or makes it.</summary>
    /// <exception cref="DevHostException">It is not what was written.</exception>
    public static async Task<DemoCredentials> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            var fresh = new DemoCredentials(path, new DemoSecrets(RandomPassword.New(), WebhookSecret: null));
            await fresh.SaveAsync(cancellationToken);
            return fresh;
        }

        try
        {
            await using var file = File.OpenRead(path);
            return new DemoCredentials(path, (await JsonSerializer.DeserializeAsync(file, DevHostJson.Default.DemoSecrets, cancellationToken))!);
        }
        catch (JsonException problem)
        {
            throw new DevHostException($"'{path}' cannot be read: mend it, or choose another folder with --data.", problem);
        }
    }

    /// <summary>Keeps the secret of the demo's webhook.</summary>
    public Task SetWebhookSecretAsync(string secret, CancellationToken cancellationToken)
    {
        _secrets = _secrets with { WebhookSecret = secret };
        return SaveAsync(cancellationToken);
    }

    private Task SaveAsync(CancellationToken cancellationToken) =>
        OwnerFile.WriteAsync(_path, JsonSerializer.Serialize(_secrets, DevHostJson.Default.DemoSecrets), cancellationToken);

    internal sealed record DemoSecrets(string ReaderPassword, string? WebhookSecret);
}
