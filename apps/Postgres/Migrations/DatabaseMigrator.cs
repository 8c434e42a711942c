using System.Reflection;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ReportScheduler.Postgres.Migrations;

/// <summary>Brings a database to the newest schema. It connects as the owner; the apps never do.</summary>
public static partial class DatabaseMigrator
{
    // Any constant serves, as long as every migrator uses the same.
    private const long LockKey = 0x5265706F7274;

    /// <summary>Applies the scripts that have not run yet, each in a transaction of its own. Safe to repeat and to run from several places at once.</summary>
    /// <exception cref="InvalidOperationException">A script failed; the ones before it stay applied.</exception>
    public static async Task MigrateAsync(string ownerConnectionString, ILogger logger, CancellationToken cancellationToken)
    {
        // Not pooled: the lock lives as long as the session.
        await using var guard = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false }.ToString());
        await guard.OpenAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_lock($1)", guard) { Parameters = { new() { Value = LockKey } }, CommandTimeout = 300 })
            await wait.ExecuteNonQueryAsync(cancellationToken);

        var upgrader = DeployChanges.To
            .PostgresqlDatabase(ownerConnectionString)
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), DatabaseSchema.IsScript)
            .WithTransactionPerScript()
            .WithExecutionTimeout(TimeSpan.FromHours(1))
            .WithVariablesDisabled()
            .LogTo(new UpgradeLog(logger))
            .Build();

        var result = await Task.Run(upgrader.PerformUpgrade, cancellationToken);
        if (!result.Successful)
            throw new InvalidOperationException($"The migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
    }

    private sealed partial class UpgradeLog(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) => Write(LogLevel.Trace, format, args);
        public void LogDebug(string format, params object[] args) => Write(LogLevel.Debug, format, args);
        public void LogInformation(string format, params object[] args) => Write(LogLevel.Debug, format, args);
        public void LogWarning(string format, params object[] args) => Write(LogLevel.Warning, format, args);
        public void LogError(string format, params object[] args) => Write(LogLevel.Error, format, args);
        public void LogError(Exception ex, string format, params object[] args) => Write(LogLevel.Error, format, args);

        private void Write(LogLevel level, string format, object[] args)
        {
            if (!logger.IsEnabled(level)) return;
            var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args);
            Message(logger, level, text);
        }

        [LoggerMessage(EventId = 1, Message = "{Text}")]
        private static partial void Message(ILogger logger, LogLevel level, string text);
    }
}
