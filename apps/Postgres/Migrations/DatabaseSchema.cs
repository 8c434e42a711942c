using System.Reflection;
using Npgsql;

namespace ReportScheduler.Postgres.Migrations;

/// <summary>Which migrations a database has.</summary>
public static class DatabaseSchema
{
    /// <summary>The names of all migrations, in their order.</summary>
    public static IReadOnlyList<string> Scripts { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(IsScript).Order(StringComparer.Ordinal)];

    /// <summary>The migrations that have not run, in their order.</summary>
    /// <param name="dataSource">Any login of the apps, or the owner's.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<string>> ListMissingAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        try
        {
            var applied = await dataSource.ListAsync(
                new Statement("SELECT scriptname FROM schemaversions"), row => row.GetString(0), cancellationToken);
            return [.. Scripts.Except(applied)];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            // Not migrated at all, or not up to the migration that lets the apps read it.
            return Scripts;
        }
    }

    internal static bool IsScript(string resource) => resource.EndsWith(".sql", StringComparison.Ordinal);
}
