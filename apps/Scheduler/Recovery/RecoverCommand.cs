using Npgsql;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.Postgres.Recovery;
using ReportScheduler.ServiceDefaults;

namespace ReportScheduler.Scheduler.Recovery;

/// <summary>
/// <c>recover</c>: says whether a database can be worked with after a restore: its schema, its audit trail, and what was in
/// flight. It changes nothing and may be run at any time. <c>recover requeue</c> then requests again what was in flight; it is
/// for a database that no app uses. Both connect as the Scheduler (ConnectionStrings__Postgres).
/// </summary>
internal static class RecoverCommand
{
    private const int Refused = 1;
    private const int AuditBroken = 2;
    private const int ProblemsShown = 50;

    /// <returns>0; 1 when it was refused, with the reason on standard error; 2 when the audit trail is not whole.</returns>
    public static async Task<int> RunAsync(bool requeue)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        await using var dataSource = NpgsqlDataSource.Create(
            // A trail of years takes longer than half a minute.
            new NpgsqlConnectionStringBuilder(configuration.GetRequiredConnectionString("Postgres")) { CommandTimeout = 0 }.ToString());

        Console.WriteLine($"Server: {new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Host}.");
        if (await DatabaseSchema.ListMissingAsync(dataSource, interrupted.Token) is [var missing, ..])
            return await RefuseAsync($"The database lacks the migration {missing}: run 'migrate' first.");
        if (!await IsAuditWholeAsync(new AuditTrail(dataSource), interrupted.Token)) return AuditBroken;

        var ledger = new RestoredLedger(dataSource);
        var open = await ledger.CountOpenAsync(interrupted.Token);
        Console.WriteLine(
            $"In flight: {open.Running} running, {open.Requested} requested, {open.Waiting} waiting; {open.Sending} deliveries being handed over.");
        if (!requeue) return 0;

        if (await ledger.CountAppsAsync(interrupted.Token) is > 0 and var apps)
            return await RefuseAsync($"Apis or Workers have {apps} connections to this database: stop them first, their runs would be taken from them.");
        Console.WriteLine($"Requested again: {await ledger.RequeueAsync(interrupted.Token)} runs. The Scheduler publishes them when it starts.");
        return 0;
    }

    private static async Task<bool> IsAuditWholeAsync(AuditTrail audit, CancellationToken cancellationToken)
    {
        var problems = await audit.ListProblemsAsync(cancellationToken);
        var (tenants, events) = await audit.CountAsync(cancellationToken);
        Console.WriteLine($"Audit trail: {events} events of {tenants} tenants, {problems.Count} do not fit.");
        foreach (var problem in problems.Take(ProblemsShown))
            Console.WriteLine($"  tenant {problem.TenantId}, event {problem.EventId}: {problem.Problem}");
        return problems.Count == 0;
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return Refused;
    }
}
