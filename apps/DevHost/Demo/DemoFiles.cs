namespace ReportScheduler.DevHost.Demo;

/// <summary>The files of Demo/data, which are embedded in the assembly.</summary>
internal static class DemoFiles
{
    public static StreamReader Open(string name) =>
        new(typeof(DemoFiles).Assembly.GetManifestResourceStream($"Demo/data/{name}")
            ?? throw new InvalidOperationException($"Demo/data/{name} is not embedded."));

    public static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var reader = Open(name);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
