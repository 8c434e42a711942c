namespace ReportScheduler.TestKit.Sidecars;

/// <summary>What sidecars are given.</summary>
/// <param name="Folder">A folder for files of their own.</param>
/// <param name="SecretsFile">The file of the secret store <c>secrets</c>.</param>
/// <param name="CreateDatabaseAsync">Makes an empty PostgreSQL database and returns its connection string.</param>
public sealed record SidecarSetup(string Folder, string SecretsFile, Func<CancellationToken, Task<string>> CreateDatabaseAsync);
