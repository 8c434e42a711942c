namespace ReportScheduler.DevHost;

/// <summary>
/// Something the developer can put right. The message is one sentence for the console; it is shown without a stack trace.
/// </summary>
public sealed class DevHostException(string message, Exception? inner = null) : Exception(message, inner);
