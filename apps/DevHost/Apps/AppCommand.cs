using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.Apps;

/// <summary>An app to run as a process of its own.</summary>
/// <param name="Name">Shown before its lines and used for its log file.</param>
/// <param name="Tool">The program with its environment.</param>
public sealed record AppCommand(string Name, Tool Tool);
