using System.Text.Json;
using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.Secrets;

/// <summary>
/// <c>secretstores.local.file</c>: a JSON file, read once. Nested names are joined by <c>nestedSeparator</c>; with
/// <c>multiValued</c> a top-level object is one secret with several values.
/// </summary>
internal sealed class FileSecretStore : ISecretStore
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = [];

    private FileSecretStore(JsonElement root, string separator, bool multiValued)
    {
        foreach (var property in root.EnumerateObject())
        {
            var values = new Dictionary<string, string>();
            if (multiValued && property.Value.ValueKind is JsonValueKind.Object)
            {
                foreach (var child in property.Value.EnumerateObject())
                    Flatten(values, child.Name, child.Value, separator);
                _secrets[property.Name] = values;
                continue;
            }
            if (multiValued && property.Value.ValueKind is not JsonValueKind.String)
                continue;
            Flatten(values, property.Name, property.Value, separator);
            foreach (var (name, value) in values)
                _secrets[name] = new Dictionary<string, string> { [name] = value };
        }
    }

    /// <summary>
    /// A relative path is meant from the working directory, as in daprd; a file that is not there is looked for next to
    /// the component file.
    /// </summary>
    /// <exception cref="DevHostException">No file, or it is not a JSON object.</exception>
    public static async Task<FileSecretStore> LoadAsync(ComponentSpec component, CancellationToken cancellationToken)
    {
        var path = component.Setting("secretsFile")
            ?? throw ResourceFile.Problem(component.File, $"component '{component.Name}' has no secretsFile");
        if (!File.Exists(path))
            path = Path.Combine(Path.GetDirectoryName(component.File) ?? "", path);
        try
        {
            await using var stream = File.OpenRead(path);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                throw ResourceFile.Problem(component.File, $"the secrets file {path} is not a JSON object");
            return new FileSecretStore(
                document.RootElement, component.Setting("nestedSeparator") ?? ":", component.Flag("multiValued"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw ResourceFile.Problem(component.File, $"cannot read the secrets file {path}: {exception.Message}", exception);
        }
    }

    public IReadOnlyDictionary<string, string>? Get(string name) => _secrets.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All() => _secrets;

    private static void Flatten(Dictionary<string, string> values, string name, JsonElement element, string separator)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Flatten(values, name + separator + property.Name, property.Value, separator);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                    Flatten(values, $"{name}{separator}{index}", item, separator);
                break;
            default:
                values[name] = element.ToString();
                break;
        }
    }
}
