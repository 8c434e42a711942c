using System.Globalization;
using Npgsql;
using ReportScheduler.Benchmarks.Measuring;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>Measures the ways in turn, round after round, and prints the table.</summary>
internal static class ReportBenchmarks
{
    public static async Task RunAsync(ReportOptions options, CancellationToken cancellationToken)
    {
        await using var server = await BenchmarkServer.StartAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("report-scheduler-benchmarks-");
        try
        {
            var database = await server.Server.CreateDatabaseAsync(cancellationToken: cancellationToken);
            await FillAsync(database, options.Rows, cancellationToken);
            var setup = new ReportSetup(database, options.Rows, folder.FullName);
            var chosen = ReportCases.All.Where(item => options.Only.Contains(item.Key)).ToList();
            var machine = await server.DescribeAsync(cancellationToken);
            Console.WriteLine(machine);
            var rounds = new List<IReadOnlyDictionary<string, ReportOutcome>>();
            for (var round = 1; round <= options.Rounds; round++)
            {
                var outcomes = new Dictionary<string, ReportOutcome>();
                foreach (var item in chosen)
                {
                    if (await MeasureAsync(item, setup, server, cancellationToken) is not { } outcome) continue;
                    outcomes[item.Key] = outcome;
                    Console.WriteLine(FormattableString.Invariant($"round {round}: {item.Title}: {outcome.PerSecond:#,##0} rows/s"));
                }

                rounds.Add(outcomes);
            }

            Console.WriteLine();
            Console.WriteLine(ReportTable.Of(chosen, rounds, options.Rows));
            Console.WriteLine(machine);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ReportOutcome?> MeasureAsync(
        ReportCase item, ReportSetup setup, BenchmarkServer server, CancellationToken cancellationToken)
    {
        var own = setup with { Rows = Math.Max(1, (int)(setup.Rows * item.Share)) };
        var meter = new CpuMeter(server.Parts);
        var outcome = item.MakeAsync is null
            ? await PsqlAsync(own, cancellationToken)
            : await ReportCaseProcess.RunAsync(item, own, cancellationToken);
        var cpu = meter.Stop();
        if (outcome is null || server.Parts.Count == 0) return outcome;
        var seconds = server.Parts.Select(part => part.Name).Distinct().Sum(name => cpu.ByPart[name]);
        return outcome with { ServerCpuSeconds = item.MakeAsync is null ? seconds : seconds / ReportCaseProcess.RowsAskedFor };
    }

    /// <returns>Null where there is no psql.</returns>
    private static async Task<ReportOutcome?> PsqlAsync(ReportSetup setup, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(setup.ConnectionString);
        var path = Path.Combine(setup.Folder, "psql.csv");
        var psql = new Tool("psql", "-X", "-q", "-c", $@"\copy ({setup.Query}) TO '{path}' WITH (FORMAT csv, HEADER)")
        {
            Environment = new Dictionary<string, string?>
            {
                ["PGHOST"] = connection.Host,
                ["PGPORT"] = connection.Port.ToString(CultureInfo.InvariantCulture),
                ["PGDATABASE"] = connection.Database,
                ["PGUSER"] = connection.Username,
                ["PGPASSWORD"] = connection.Password,
            },
        };
        var start = TimeProvider.System.GetTimestamp();
        var result = await psql.RunAsync(null, cancellationToken);
        if (result == ToolResult.NotFound) return null;
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        if (result.ExitCode != 0) throw new InvalidOperationException($"psql failed.\n{result}");
        var size = new FileInfo(path).Length;
        File.Delete(path);
        return new ReportOutcome(setup.Rows, seconds, null, null, null, size);
    }

    private static async Task FillAsync(string connectionString, int rows, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        foreach (var sql in new[] { ReportTableSql.Create, ReportTableSql.Fill, $"VACUUM ANALYZE {ReportSetup.Table}" })
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 0;
            if (sql == ReportTableSql.Fill) command.Parameters.AddWithValue("rows", (long)rows);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
