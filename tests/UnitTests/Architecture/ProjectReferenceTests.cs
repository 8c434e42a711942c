namespace ReportScheduler.UnitTests.Architecture;

/// <summary>Keeps the house in order: who may know whom, read from the project files.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly IReadOnlyList<Project> Projects = Project.ReadAll();

    public static TheoryData<string> Libraries => [.. Projects.Where(project => !project.IsHost).Select(project => project.Name)];

    public static TheoryData<string> Hosts => [.. Projects.Where(project => project.IsHost).Select(project => project.Name)];

    /// <summary>Libraries that must work without Dapr.</summary>
    public static TheoryData<string> LibrariesWithoutDapr => ["Domain", "Postgres", "Reports", "Delivery"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void ProjectReferences_OfALibrary_AreDomainOnly(string library) =>
        Find(library).References.Except(["Domain"]).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Hosts))]
    public void ProjectReferences_OfAHost_AreLibraries(string host) =>
        Find(host).References.Where(name => Find(name).IsHost).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(LibrariesWithoutDapr))]
    public void Packages_OfALibraryWithoutDapr_AreNotDaprs(string library) =>
        Find(library).Packages.Where(package => package.StartsWith("Dapr", StringComparison.OrdinalIgnoreCase)).Should().BeEmpty();

    [Fact]
    public void ProjectReferences_OfDomain_AreNone() => Find("Domain").References.Should().BeEmpty();

    [Fact]
    public void Packages_OfDomain_DoNoInputOrOutput() => Find("Domain").Packages.Should().BeSubsetOf(["Cronos", "Ical.Net", "NodaTime"]);

    private static Project Find(string name) => Projects.Single(project => project.Name == name);
}
