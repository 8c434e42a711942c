namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>How a server is stopped.</summary>
public enum PostgresShutdown
{
    /// <summary>Open transactions are rolled back and everything is written.</summary>
    Fast,

    /// <summary>As after a crash: nothing is written, and the next start recovers from the log.</summary>
    Immediate,
}
