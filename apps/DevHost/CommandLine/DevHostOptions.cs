namespace ReportScheduler.DevHost.CommandLine;

/// <summary>What the developer asked for.</summary>
public sealed record DevHostOptions
{
    /// <summary>The port the UI and the API are reached at.</summary>
    public const int DefaultPort = 8080;

    /// <summary>The first of the ports in <see cref="Ports.PortPlan"/>.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Where everything is kept; null: <c>.data</c> in the repository, or in the current folder outside of it.</summary>
    public string? DataFolder { get; init; }

    /// <summary>False: no demo data.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>False: the user interface is neither built nor served, for those who work on it with its own development server.</summary>
    public bool UserInterface { get; init; } = true;

    /// <summary>True: the console shows all the apps write, not only warnings and errors.</summary>
    public bool Verbose { get; init; }

    /// <summary>True: print the usage and do nothing.</summary>
    public bool Help { get; init; }
}
