using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.Secrets;

/// <summary>
/// <c>secretstores.local.env</c>: environment variables with an optional prefix. As in daprd a variable that does not
/// exist, or may not be read, is an empty value.
/// </summary>
internal sealed class EnvironmentSecretStore(ComponentSpec component, SidecarEnvironment environment) : ISecretStore
{
    private readonly string _prefix = component.Setting("prefix") ?? "";

    public IReadOnlyDictionary<string, string> Get(string name)
    {
        var variable = _prefix + name;
        var value = SidecarEnvironment.IsAllowed(variable) ? environment[variable] : null;
        return new Dictionary<string, string> { [name] = value ?? "" };
    }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All() => environment.All()
        .Where(variable => SidecarEnvironment.IsAllowed(variable.Key))
        .Where(variable => variable.Key.StartsWith(_prefix, StringComparison.Ordinal) && variable.Key.Length > _prefix.Length)
        .Select(variable => (Name: variable.Key[_prefix.Length..], variable.Value))
        .ToDictionary(
            variable => variable.Name,
            variable => (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { [variable.Name] = variable.Value });
}
