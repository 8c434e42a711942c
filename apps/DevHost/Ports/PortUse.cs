namespace ReportScheduler.DevHost.Ports;

/// <summary>A port and who listens on it.</summary>
/// <param name="Name">Shown to the developer.</param>
/// <param name="Number">The port on 127.0.0.1.</param>
public sealed record PortUse(string Name, int Number);
