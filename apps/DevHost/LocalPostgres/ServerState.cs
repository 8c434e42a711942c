using System.Text.Json;
using ReportScheduler.DevHost.Data;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>
/// Where a data folder's database is. It is remembered, because a database in a container does not follow to a server on the
/// machine when Docker is not running one day.
/// </summary>
/// <param name="Source">What runs it.</param>
/// <param name="Location">Its data folder, absolute or inside the folder for PostgreSQL; or the name of its container and volume.</param>
/// <param name="Password">The superuser's password.</param>
internal sealed record ServerState(ServerSource Source, string Location, string Password)
{
    public static async Task<ServerState?> LoadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, DevHostJson.Default.ServerState, cancellationToken);
        }
        catch (JsonException problem)
        {
            throw new DevHostException($"'{path}' cannot be read: mend it, or choose another folder with --data.", problem);
        }
    }

    public Task SaveAsync(string path, CancellationToken cancellationToken) =>
        OwnerFile.WriteAsync(path, JsonSerializer.Serialize(this, DevHostJson.Default.ServerState), cancellationToken);
}
