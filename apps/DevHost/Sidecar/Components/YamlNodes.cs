using YamlDotNet.RepresentationModel;

namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>Reads YAML nodes by name; what is absent or of another shape reads as nothing.</summary>
internal static class YamlNodes
{
    public static YamlNode? Node(this YamlMappingNode? map, string name) =>
        map is not null && map.Children.TryGetValue(new YamlScalarNode(name), out var node) ? node : null;

    public static YamlMappingNode? Map(this YamlMappingNode? map, string name) => map.Node(name) as YamlMappingNode;

    public static string? Text(this YamlMappingNode? map, string name) => (map.Node(name) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlMappingNode> Maps(this YamlMappingNode? map, string name) =>
        (map.Node(name) as YamlSequenceNode)?.OfType<YamlMappingNode>() ?? [];

    public static IReadOnlyList<string> Texts(this YamlMappingNode? map, string name) =>
        [.. ((map.Node(name) as YamlSequenceNode)?.OfType<YamlScalarNode>() ?? []).Select(node => node.Value ?? "")];

    public static IEnumerable<(string Name, YamlMappingNode Value)> NamedMaps(this YamlMappingNode? map) =>
        Pairs(map)
            .Where(pair => pair is { Key: YamlScalarNode, Value: YamlMappingNode })
            .Select(pair => (((YamlScalarNode)pair.Key).Value ?? "", (YamlMappingNode)pair.Value));

    public static Dictionary<string, string> TextMap(this YamlMappingNode? map) =>
        Pairs(map)
            .Where(pair => pair is { Key: YamlScalarNode, Value: YamlScalarNode })
            .ToDictionary(
                pair => ((YamlScalarNode)pair.Key).Value ?? "",
                pair => ((YamlScalarNode)pair.Value).Value ?? "",
                StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Pairs(YamlMappingNode? map) =>
        map?.Children ?? Enumerable.Empty<KeyValuePair<YamlNode, YamlNode>>();
}
