using System.Text.Json;

namespace ReportScheduler.DevHost.Inbox;

/// <summary>Keeps the last webhook calls, one file each, so that they are there after a restart.</summary>
public sealed class WebhookStore(string folder)
{
    /// <summary>How many calls are kept.</summary>
    public const int Capacity = 200;

    /// <summary>Keeps a call and forgets the oldest ones.</summary>
    public async Task AddAsync(ReceivedWebhook webhook, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{webhook.Id:n}.json");
        await File.WriteAllTextAsync(
            path + ".tmp", JsonSerializer.Serialize(webhook, DevHostJson.Default.ReceivedWebhook), cancellationToken);
        File.Move(path + ".tmp", path, overwrite: true);
        foreach (var old in NewestFirst().Skip(Capacity))
            File.Delete(old);
    }

    /// <summary>The calls, the newest first.</summary>
    public async Task<IReadOnlyList<ReceivedWebhook>> ListAsync(CancellationToken cancellationToken)
    {
        var webhooks = new List<ReceivedWebhook>();
        foreach (var path in NewestFirst())
        {
            try
            {
                await using var file = File.OpenRead(path);
                webhooks.Add((await JsonSerializer.DeserializeAsync(file, DevHostJson.Default.ReceivedWebhook, cancellationToken))!);
            }
            catch (FileNotFoundException)
            {
                // Forgotten meanwhile.
            }
        }

        return webhooks;
    }

    private IEnumerable<string> NewestFirst() =>
        Directory.EnumerateFiles(folder, "*.json").OrderByDescending(path => path, StringComparer.Ordinal);
}
