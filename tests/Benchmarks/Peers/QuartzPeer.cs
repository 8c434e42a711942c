using Npgsql;
using Quartz;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Peers;

/// <summary>
/// Quartz.NET with its clustered database store, at the best setting that was found on two cores. One durable job with a
/// cron trigger for each schedule; it writes no record of a run, and its job does nothing.
/// </summary>
internal sealed class QuartzPeer : IContender
{
    public const string Name = "quartz";
    private const int Threads = 200;

    // Far more than a wave takes, so that no fire is a misfire.
    private static readonly TimeSpan MisfireThreshold = TimeSpan.FromMinutes(30);

    // Static because Quartz makes the jobs, and is quickest when they take nothing from a container.
    private static readonly ExecutedJobs Executed = new();

    private readonly NpgsqlDataSource _database;
    private readonly IScheduler _scheduler;
    private Wave _wave = null!;

    private QuartzPeer(NpgsqlDataSource database, IScheduler scheduler) => (_database, _scheduler) = (database, scheduler);

    public static async Task<QuartzPeer> CreateAsync(PeerSetup setup, CancellationToken cancellationToken)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(setup.ConnectionString) { MaxPoolSize = Threads + 20 }.ConnectionString;
        var scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.GenerateInstanceId = true;
                options.MaxBatchSize = Threads;
            });
            quartz.UseDefaultThreadPool(Threads);
            quartz.UsePersistentStore(store =>
            {
                store.ConfigureStore(options => options.MisfireThreshold = MisfireThreshold);
                store.UsePostgres(NpgsqlFactory.Instance, connectionString);
                store.UseClustering(_ => { });
                store.ProvisionSchema();
            });
        }).BuildScheduler(cancellationToken);

        var job = JobBuilder.Create<NoOperation>().WithIdentity("job").StoreDurably().Build();
        var triggers = Enumerable.Range(0, setup.Schedules).Select(n => TriggerBuilder.Create()
            .WithIdentity($"trigger {n}")
            .ForJob(job)
            .StartAt(TimeProvider.System.GetUtcNow().AddDays(1))
            .WithSchedule(CronScheduleBuilder.Create($"0 {n % 60} {n / 60 % 24} * * ?"))
            .Build()).ToList();
        await scheduler.ScheduleJob(job, triggers, cancellationToken: cancellationToken);
        return new QuartzPeer(NpgsqlDataSource.Create(setup.ConnectionString), scheduler);
    }

    public async Task PrepareAsync(Wave wave, CancellationToken cancellationToken)
    {
        _wave = wave;
        Executed.Expect(wave.Count);
        await using var command = _database.CreateCommand(
            """
            UPDATE qrtz_triggers SET next_fire_time = $1
            WHERE trigger_name IN (SELECT 'trigger ' || n FROM generate_series(0, $2 - 1) AS n)
            """);
        command.Parameters.Add(new() { Value = wave.Due.UtcTicks });
        command.Parameters.Add(new() { Value = wave.Count });
        await command.ExecuteNonQueryAsync(cancellationToken);
        // A running scheduler looks for new triggers every half minute only; one that is started looks at once.
        await _scheduler.Start(cancellationToken);
    }

    public Task WaitAsync(CancellationToken cancellationToken) => Executed.WaitAsync(cancellationToken);

    public async Task<WaveLags> CollectAsync(CancellationToken cancellationToken)
    {
        await _scheduler.Standby(cancellationToken);
        await using var command = _database.CreateCommand("SELECT count(*) FROM qrtz_triggers WHERE prev_fire_time = $1 AND next_fire_time > $1");
        command.Parameters.Add(new() { Value = _wave.Due.UtcTicks });
        var advanced = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return advanced == _wave.Count
            ? new WaveLags(Executed.Lags(_wave.Due))
            : throw new InvalidOperationException($"{advanced} of {_wave.Count} triggers were advanced.");
    }

    public async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync();
        await _database.DisposeAsync();
    }

    private sealed class NoOperation : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            Executed.Add(context.Trigger.Key.Name);
            return ValueTask.CompletedTask;
        }
    }
}
