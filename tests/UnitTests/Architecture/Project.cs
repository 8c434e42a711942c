using System.Xml.Linq;

namespace ReportScheduler.UnitTests.Architecture;

/// <summary>A project of the product as its project file describes it.</summary>
/// <param name="Name">The folder's name, such as <c>Postgres</c>.</param>
/// <param name="IsHost">It is a program of its own.</param>
/// <param name="References">Names of the projects whose code it uses.</param>
/// <param name="Packages">Names of the packages it uses.</param>
internal sealed record Project(string Name, bool IsHost, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>All projects under <c>apps</c>.</summary>
    public static IReadOnlyList<Project> ReadAll() =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot(), "apps"), "*.csproj", SearchOption.AllDirectories).Select(Read)];

    private static Project Read(string file)
    {
        var root = XDocument.Load(file).Root!;
        return new Project(
            Path.GetFileNameWithoutExtension(file),
            root.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web" || root.Descendants("OutputType").Any(),
            [.. root.Descendants("ProjectReference").Where(UsesCode).Select(item => Path.GetFileNameWithoutExtension(Include(item)))],
            [.. root.Descendants("PackageReference").Select(Include)]);
    }

    /// <summary>False for a program that only has to be built before.</summary>
    private static bool UsesCode(XElement reference) => reference.Attribute("ReferenceOutputAssembly")?.Value != "false";

    private static string Include(XElement item) => item.Attribute("Include")!.Value;

    /// <summary>The folder of the solution.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ReportScheduler.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
