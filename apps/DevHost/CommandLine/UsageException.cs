namespace ReportScheduler.DevHost.CommandLine;

/// <summary>The command line cannot be understood; the message is one sentence for the console.</summary>
public sealed class UsageException(string message) : Exception(message);
