using System.Collections;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>Environment variables as components see them: the given ones in front of the process's own.</summary>
internal sealed class SidecarEnvironment(IReadOnlyDictionary<string, string> given)
{
    public string? this[string name] =>
        given.TryGetValue(name, out var value) ? value : Environment.GetEnvironmentVariable(name);

    public IReadOnlyDictionary<string, string> All()
    {
        var all = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
        foreach (var (name, value) in given)
            all[name] = value;
        return all;
    }

    /// <summary>Tokens and Dapr's own variables are never given to components or apps, as in daprd.</summary>
    public static bool IsAllowed(string name) =>
        !name.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase);
}
