using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>Loads the resource files of a folder, as daprd does with <c>--resources-path</c>.</summary>
internal static class ResourceFolder
{
    /// <exception cref="DevHostException">A file is unreadable or asks for something this sidecar does not have.</exception>
    public static async Task<Resources> LoadAsync(
        string folder, SidecarEnvironment environment, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw ResourceFile.Problem(folder, "the components folder does not exist");
        var components = new List<ComponentSpec>();
        var resiliencies = new List<ResiliencySpec>();
        var subscriptions = new List<DeclaredSubscription>();
        foreach (var file in Directory.EnumerateFiles(folder).Where(IsYaml).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            foreach (var resource in Parse(file, text))
            {
                switch (resource.Text("kind"))
                {
                    case "Component":
                        components.Add(ComponentReader.Read(file, resource, environment));
                        break;
                    case "Resiliency":
                        resiliencies.Add(ResiliencyReader.Read(file, resource));
                        break;
                    case "Subscription":
                        subscriptions.Add(SubscriptionResource.Read(file, resource));
                        break;
                    case var kind:
                        throw ResourceFile.Problem(
                            file, $"kind '{kind}' is not supported by the embedded development sidecar");
                }
            }
        }
        var repeated = components.GroupBy(component => component.Name).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
            throw ResourceFile.Problem(repeated.Last().File, $"component '{repeated.Key}' is defined more than once");
        return new Resources(components, resiliencies, subscriptions);
    }

    private static bool IsYaml(string file) =>
        Path.GetExtension(file) is ".yaml" or ".yml";

    private static IEnumerable<YamlMappingNode> Parse(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw ResourceFile.Problem(file, $"not valid YAML: {exception.Message}", exception);
        }
        return stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>();
    }
}
