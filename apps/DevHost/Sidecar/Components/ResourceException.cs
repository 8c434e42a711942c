namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>A resource file that daprd or the embedded sidecar would not start with.</summary>
public sealed class ResourceException(string file, string problem, Exception? inner = null)
    : Exception($"{file}: {problem}", inner);
