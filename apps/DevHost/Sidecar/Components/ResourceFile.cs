namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>What is wrong with a resource file, in a sentence that names it.</summary>
internal static class ResourceFile
{
    public static DevHostException Problem(string file, string problem, Exception? inner = null) =>
        new($"{file}: {problem}", inner);
}
