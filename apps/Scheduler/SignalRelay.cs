using ReportScheduler.Postgres;

namespace ReportScheduler.Scheduler;

/// <summary>Passes the database's notifications on to the loops. Without a connection the loops still wake by their timers.</summary>
internal sealed partial class SignalRelay(SignalListener listener, SchedulerSignal signal, TimeProvider time, ILogger<SignalRelay> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var payload in listener.ListenAsync(SchedulerSignals.Channel, stoppingToken))
                {
                    if (payload is SchedulerSignals.Schedules or "") signal.SchedulesChanged();
                    if (payload is SchedulerSignals.Runs or "") signal.RunsRequested();
                    if (payload is SchedulerSignals.Settlements or "") signal.RunsSettled();
                    if (payload is SchedulerSignals.Gates or "") signal.GatesChanged();
                }
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or System.Net.Sockets.SocketException or IOException)
            {
                ConnectionLost(logger, e);
                await Task.Delay(ReconnectDelay, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications are lost until the database answers again")]
    private static partial void ConnectionLost(ILogger logger, Exception exception);
}
