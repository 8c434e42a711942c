using YamlDotNet.RepresentationModel;

namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>Reads a Component resource.</summary>
internal static class ComponentReader
{
    public static ComponentSpec Read(string file, YamlMappingNode resource, SidecarEnvironment environment)
    {
        var spec = resource.Map("spec");
        var name = resource.Map("metadata").Text("name");
        var type = spec.Text("type");
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(type))
            throw ResourceFile.Problem(file, "a component needs metadata.name and spec.type");
        if (!ComponentTypes.All.Contains(type))
        {
            throw ResourceFile.Problem(file,
                $"component '{name}' has type '{type}'; the embedded development sidecar has only " +
                string.Join(", ", ComponentTypes.All));
        }
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in spec.Maps("metadata"))
        {
            var key = item.Text("name") ?? throw ResourceFile.Problem(file, "a metadata item has no name");
            metadata[key] = Value(file, name, key, item, environment);
        }
        return new ComponentSpec(
            name, type, spec.Text("version") ?? "v1", metadata, resource.Texts("scopes"), file);
    }

    private static string Value(
        string file, string component, string key, YamlMappingNode item, SidecarEnvironment environment)
    {
        if (item.Node("secretKeyRef") is not null)
        {
            throw ResourceFile.Problem(file,
                $"'{key}' of component '{component}' uses secretKeyRef, which the embedded development sidecar does not have");
        }
        if (item.Text("envRef") is { Length: > 0 } variable)
            return SidecarEnvironment.IsAllowed(variable) ? environment[variable] ?? "" : "";
        return (item.Text("value") ?? "").Replace("{uuid}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)
            .Replace("{namespace}", environment["NAMESPACE"] ?? "", StringComparison.Ordinal);
    }
}
